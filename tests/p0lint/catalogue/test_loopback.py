"""Every spelling of an address of this host."""

import pytest

from p0lint.catalogue import Catalogue

catalogue = Catalogue.load()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "1",
        ":",
        "host",
        "localhoster",
        "localhost.example.com",
        "my-localhost-proxy",
        "localhost is a word",
        "db.internal:5432",
        "10.127.0.1",
        "128.0.0.1",
        "1127.0.0.1",
        "10.0.0.0",
        "https://example.com/localhost",
        "https://example.com/?next=http",
        "redis://db:6379/127.0.0.1",
        "ops@localhost",
        "localhost@example.com",
        "postgresql://localhost:secret@db/x",
        "::2",
        "fe80::1",
        "std::cout",
        "host=db.internal",
        "ghost=localhost",
        "x" * 3000 + "://localhost",
    ],
)
def test_other_texts_are_no_loopback_address(text: str) -> None:
    assert not catalogue.loopback(text)


@pytest.mark.parametrize(
    "text",
    [
        "localhost",
        "LOCALHOST",
        " localhost ",
        "localhost.",
        "db.localhost",
        "localhost.localdomain",
        "ip6-localhost",
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "127.1.2.3",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0.0.0.0",
        "::1",
        "[::1]",
        "::",
        "[::]",
        "[::]:6379",
        "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "[::ffff:127.0.0.1]:6379",
        "\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54",
        "\uff11\uff12\uff17.0.0.1",
        "localhost:6379",
        "127.0.0.1:11211,127.0.0.2:11211",
        "kafka-1:9092, localhost:9092",
        "user:pw@localhost:1433",
        "redis://localhost",
        "redis://%6c%6f%63%61%6c%68%6f%73%74:6379",
        "redis://0:6379",
        "redis://:secret@[::1]:6379/0",
        "postgresql://h1,localhost/db",
        "postgresql://user@localhost:5432/db",
        "postgresql:///db?host=localhost",
        "mssql+pyodbc://sa:yourStrong(!)Password@localhost:1433/db?driver=ODBC",
        "jdbc:postgresql://localhost:5432/db",
        "host=localhost port=5432",
        "Server=tcp:localhost,1433;Database=x",
        "Driver={ODBC};Server=127.0.0.1;",
        "redis://a:1,redis://localhost:2",
    ],
)
def test_each_spelling_is_a_loopback_address(text: str) -> None:
    assert catalogue.loopback(text)
