"""Technologies that keep state, found by the name a route gives: built in ones and plug-ins."""

from engines.backends.table import BackendUnknown as BackendUnknown
from engines.backends.table import PluginBroken as PluginBroken
from engines.backends.table import names as names
from engines.backends.table import technology as technology
