"""Settings that a text names with their defaults, for whoever fills it in: ``"${STORE_HOST:-localhost}"``, ``"${env.URL:=…}"``."""

from __future__ import annotations

from dataclasses import replace

from p0lint.catalogue.templates import TEMPLATE
from p0lint.facts.settings.reads import Setting
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n


def filled(site: Site) -> Site:
    """A site whose text leaves settings to be filled in, as the read of the first of them by default; any other site as it is."""
    value = site.value
    found = TEMPLATE.search(value.text) if isinstance(value, n.Str) and "${" in value.text else None
    if found is None or not isinstance(value, n.Str):
        return site
    text = TEMPLATE.sub(lambda each: each["default"], value.text)
    if " " in text:  # it is told to people
        return site
    default = n.Str(value.origin, text)
    return replace(site, value=default, form="read", setting=Setting(found["name"], "env", value, default))
