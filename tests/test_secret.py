"""The installation's secret: made once, the same for everybody, readable by its owner alone."""

from concurrent.futures import ThreadPoolExecutor

from tandem.secret import kept_key


def test_it_is_made_once(tmp_path):
    path = tmp_path / "new" / "secret.key"
    key = kept_key(path)
    assert len(key) > 60
    assert kept_key(path) == key
    assert path.stat().st_mode & 0o077 == 0


def test_many_at_once_get_one_key(tmp_path):
    path = tmp_path / "secret.key"
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: kept_key(path), range(64)))
    assert len(keys) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]
