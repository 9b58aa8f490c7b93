"""What a project adds is believed before the catalogue."""

import pickle

from p0lint.catalogue import Additions, Catalogue

ADDITIONS = Additions(
    durable=("acme.store.LocalStore", "acme.ha.*", "TieredCache"),
    non_durable=(("acme.store.Shelf*", "local"), ("QuickStore", "memory")),
    settings_readers=("acme.config.read", "acme.env.*"),
    gates=("ACME_SANDBOX", "acme_*_playground"),
    backing_services=("KPI_*", "acme.ports.KpiPort", "Scoreboard"),
)
catalogue = Catalogue.load(ADDITIONS)


def test_without_additions_nothing_of_it_is_known() -> None:
    plain = Catalogue.load()

    assert plain.symbol("acme.store.ShelfStore") is None
    assert plain.class_name("QuickStore") is None
    assert plain.reader("acme.config.read") is None
    assert plain.gate("ACME_SANDBOX") is None
    assert plain.role("KPI_HOME") is None


def test_a_durable_name_is_durable_whatever_it_says() -> None:
    symbol = catalogue.symbol("acme.store.LocalStore")

    assert symbol is not None
    assert symbol.kind == "durable"
    assert catalogue.class_name("TieredCache") is None
    assert catalogue.durable_class_name("TieredCache") == "service"
    assert catalogue.value("acme.ha.memory.InMemoryStore", "store") is None


def test_a_non_durable_name_has_the_kind_that_was_given() -> None:
    symbol = catalogue.symbol("acme.store.ShelfStore")
    named = catalogue.class_name("QuickStore")
    match = catalogue.value("QuickStore", None)

    assert symbol is not None
    assert (symbol.kind, symbol.source) == ("local", "project settings")
    assert named is not None
    assert named.kind == "memory"
    assert match is not None
    assert match.kind == "memory"
    assert catalogue.durable_class_name("QuickStore") is None


def test_a_reader_takes_the_name_and_then_the_default() -> None:
    reader = catalogue.reader("acme.env.text")

    assert reader is not None
    assert (reader.name_index, reader.default_index) == (0, 1)


def test_a_gate_is_vouched_for() -> None:
    assert catalogue.is_test_flag("ACME_SANDBOX")
    assert catalogue.is_test_flag("acme_big_playground")


def test_a_backing_service_has_a_role() -> None:
    assert catalogue.role("KPI_HOME") == "service"
    assert catalogue.durable_class_name("Scoreboard") == "service"


def test_the_catalogue_itself_still_answers() -> None:
    symbol = catalogue.symbol("cachelib.SimpleCache")

    assert symbol is not None
    assert symbol.kind == "memory"


def test_it_travels_to_a_worker() -> None:
    assert pickle.loads(pickle.dumps(catalogue)) == catalogue
