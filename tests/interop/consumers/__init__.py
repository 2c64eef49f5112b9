"""The consumers, in the order of the tables' columns."""

from consumers import curl, gnutls, java, node, nss, openssl, orcamo, python, softhsm, wget

CONSUMERS = (
    orcamo.ORCAMO,
    openssl.PLAIN,
    openssl.LEGACY,
    nss.NSS,
    gnutls.GNUTLS,
    java.JAVA,
    node.NODE,
    python.PYTHON_CRYPTOGRAPHY,
    curl.CURL,
    wget.P12,
    wget.PEM,
    softhsm.SOFTHSM,
)
