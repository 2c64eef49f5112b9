"""Reads one page: {"url":…,"tls":"1.3","ca":FILE,"pem":FILE} on standard input."""

import json
import ssl
import sys
import urllib.error
import urllib.request

asked = json.load(sys.stdin)
context = ssl.create_default_context(cafile=asked["ca"])
version = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}[asked["tls"]]
context.minimum_version = context.maximum_version = version
try:
    if "pem" in asked:
        context.load_cert_chain(asked["pem"])
    with urllib.request.urlopen(asked["url"], context=context) as answer:
        print("HTTP", answer.status)
except urllib.error.HTTPError as error:
    print("HTTP", error.code)
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
