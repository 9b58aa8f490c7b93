"""Ways to read a setting, and settings whose default is known."""

import pytest

from p0lint.catalogue import Catalogue, KnownSetting

catalogue = Catalogue.load()


@pytest.mark.parametrize("name", ["", "getenv", "os.environ.keys", "dict.get", "myapp.os.getenv"])
def test_other_calls_read_no_setting(name: str) -> None:
    assert catalogue.reader(name) is None


@pytest.mark.parametrize(
    ("call", "name", "default"),
    [
        ("os.getenv", (0, "key"), (1, "default")),
        ("os.environ.get", (0, "key"), (1, "default")),
        ("os.environ.setdefault", (0, "key"), (1, "value")),
        ("decouple.config", (0, "option"), (1, "default")),
        ("environs.Env.str", (0, "name"), (1, "default")),
        ("environs.Env.url", (0, "name"), (1, "default")),
        ("environ.Env.__call__", (0, "var"), (2, "default")),
        ("starlette.config.Config.__call__", (0, "key"), (2, "default")),
        ("configparser.ConfigParser.get", (1, "option"), (None, "fallback")),
        ("langchain_core.utils.get_from_dict_or_env", (2, "env_key"), (3, "default")),
        ("click.option", (None, "envvar"), (None, "default")),
        ("typer.Option", (None, "envvar"), (0, "default")),
    ],
)
def test_a_reader_knows_its_arguments(call: str, name: tuple[int | None, str], default: tuple[int | None, str]) -> None:
    reader = catalogue.reader(call)

    assert reader is not None
    assert (reader.name_index, reader.name_keyword) == name
    assert (reader.default_index, reader.default_keyword) == default


def test_a_reader_can_know_which_setting_it_reads() -> None:
    reader = catalogue.reader("environ.Env.cache_url")

    assert reader is not None
    assert reader.name_default == "CACHE_URL"


def test_a_class_of_settings_is_no_call() -> None:
    reader = catalogue.reader("pydantic_settings.BaseSettings")

    assert reader is not None
    assert reader.shape == "class-field"


def test_a_setting_of_a_framework_has_a_known_default() -> None:
    setting = catalogue.known_setting("RATELIMIT_STORAGE_URI")

    assert isinstance(setting, KnownSetting)
    assert (setting.role, setting.default_kind) == ("limiter", "memory")


def test_any_other_setting_is_not_known() -> None:
    assert catalogue.known_setting("FLAGS_BACKEND") is None
