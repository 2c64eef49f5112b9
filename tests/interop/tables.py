"""Tables in Markdown, and what differs between two documents made of them."""

import difflib

MEASURED_WITH = "Measured with "


def code(text):
    """`text` as code in a cell of a table."""
    fence = "``" if "`" in text else "`"
    text = text.replace("|", "\\|")
    return f"{fence} {text} {fence}" if fence == "``" else f"`{text}`" if text else ""


def rows(head, body):
    lines = [head, tuple("---" for _ in head), *body]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def matrix(corner, names, columns, cells):
    """`cells[name, column]`, a row a name."""
    return rows((corner, *columns), [(name, *(cells[name, column] for column in columns)) for name in names])


# A second column called so belongs to the name of its row.
SECOND_NAMES = ("TLS", "says")


def cells_of(document):
    """{(heading, row, column): cell} of every table."""
    cells, heading, head = {}, "", None
    for line in document.splitlines():
        if line.startswith("#"):
            heading, head = line.lstrip("# "), None
        elif not line.startswith("|"):
            head = None
        elif head is None:
            head = split(line)
            named_by = 2 if len(head) > 1 and head[1] in SECOND_NAMES else 1
        elif not set(line) <= set("|- "):
            row = split(line)
            name = ", ".join(row[:named_by])
            cells.update({(heading, name, column): cell for column, cell in zip(head[named_by:], row[named_by:])})
    return cells


def split(line):
    return [cell.strip().replace("\0", "\\|") for cell in line.replace("\\|", "\0").strip("| \n").split(" | ")]


def measured_with(versions):
    """The line that says what a document was measured with. It may differ: it is the cells that have to hold."""
    return MEASURED_WITH + ", ".join(versions) + ".\n"


def lines_of(document):
    return [line for line in document.splitlines() if not line.startswith(MEASURED_WITH)]


def other_versions(published, measured):
    """The line of `measured` that says with what, where that of `published` is another; otherwise nothing."""
    told = [[line for line in text.splitlines() if line.startswith(MEASURED_WITH)] for text in (published, measured)]
    return told[1] if told[0] != told[1] else []


def differences(published, measured, name):
    """What differs, for people: each cell by its row and column, or, where no cell does, the lines."""
    before, now = cells_of(published), cells_of(measured)
    told = []
    for key in [*before, *(key for key in now if key not in before)]:
        if before.get(key) != now.get(key):
            heading, row, column = key
            told.append(f"{name}: {heading}: {row} × {column}:")
            told.append(f"  published: {before.get(key, 'no such cell')}")
            told.append(f"  measured:  {now.get(key, 'no such cell')}")
    if not told:
        told = list(difflib.unified_diff(lines_of(published), lines_of(measured), f"{name}, published",
                                         f"{name}, measured", lineterm=""))
    return told
