#!/usr/bin/env python3
"""Tests of tables.py: that a changed cell is seen, and named."""

import unittest

import tables


def document(cell="opens", second="`ok`"):
    return "\n".join([
        "# Files\n",
        "| cell | means |\n|---|---|\n| opens | it has them |\n",
        tables.matrix("profile", ["Modern2023", "LegacyDES"], ["curl", "Java"],
                      {("Modern2023", "curl"): "opens", ("Modern2023", "Java"): cell,
                       ("LegacyDES", "curl"): "opens", ("LegacyDES", "Java"): "opens"}),
        "## Logins\n",
        tables.rows(("cause", "TLS", "it says"), [("expired", "1.2", tables.code("a | b")), ("expired", "1.3", second)]),
    ])


class Cells(unittest.TestCase):
    def test_have_a_heading_a_row_and_a_column(self):
        cells = tables.cells_of(document("refuses"))

        self.assertEqual(cells["Files", "Modern2023", "Java"], "refuses")
        self.assertEqual(cells["Files", "opens", "means"], "it has them")
        self.assertEqual(cells["Logins", "expired, 1.2", "it says"], "`a \\| b`")
        self.assertEqual(len(cells), 7)

    def test_may_have_grave_accents(self):
        self.assertEqual(tables.code("a `b`"), "`` a `b` ``")


class Differences(unittest.TestCase):
    def test_are_none_between_equals(self):
        self.assertEqual(tables.differences(document(), document(), "a.md"), [])

    def test_name_the_cell_that_changed_and_no_other(self):
        self.assertEqual(tables.differences(document(), document("refuses"), "a.md"),
                         ["a.md: Files: Modern2023 × Java:", "  published: opens", "  measured:  refuses"])

    def test_tell_rows_of_one_first_name_apart(self):
        self.assertEqual(tables.differences(document(), document(second="`no`"), "a.md"),
                         ["a.md: Logins: expired, 1.3 × it says:", "  published: `ok`", "  measured:  `no`"])

    def test_name_cells_that_came_or_went(self):
        self.assertIn("  published: no such cell", tables.differences("", document(), "a.md"))
        self.assertIn("  measured:  no such cell", tables.differences(document(), "", "a.md"))

    def test_leave_versions_out(self):
        published = document() + tables.measured_with(["curl 7.88"])
        measured = document() + tables.measured_with(["curl 8.5"])

        self.assertEqual(tables.differences(published, measured, "a.md"), [])
        self.assertEqual(tables.other_versions(published, measured), ["Measured with curl 8.5."])
        self.assertEqual(tables.other_versions(published, published), [])

    def test_show_the_lines_where_no_cell_changed(self):
        told = tables.differences(document(), document() + "\nMore.\n", "a.md")

        self.assertIn("+More.", told)


if __name__ == "__main__":
    unittest.main()
