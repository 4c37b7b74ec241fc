import pytest, traceback, collections
from django.core.signals import got_request_exception
from tests.protection.crawl import every_get, every_post

pytestmark = pytest.mark.django_db


def test_dbg(firm):
    seen = collections.OrderedDict()
    cur = []
    import sys

    def on(sender, request=None, **k):
        e = sys.exc_info()[1]
        tb = traceback.extract_tb(e.__traceback__)
        mine = [f for f in tb if "/tandem/" in f.filename] or tb[-2:]
        key = (type(e).__name__, str(e)[:150], f"{mine[-1].filename.split('tandem/')[-1]}:{mine[-1].lineno}")
        seen.setdefault(key, set()).add(f"{request.method} {request.path}")

    got_request_exception.connect(on)
    odd = {}
    for gen in (every_get, every_post):
        for v in gen(firm):
            if v.role and v.status in (403,) and v.method == "GET":
                odd.setdefault(v.address.name, set()).add(v.role)
            if v.wrote and v.method == "GET":
                print("WROTE", v, v.wrote)
    for k, v in seen.items():
        print(k, sorted(v)[:6])
    print("403s", odd)
