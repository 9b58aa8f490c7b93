"""Feature flags over HTTP: read through all layers, write in the layer of the scope that the request names."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Name
from engines.feature_flags.models import Decision, Flag, FlagChange
from engines.feature_flags.repository import LAYERS, FeatureFlags, FlagLayer

router = APIRouter(prefix="/feature-flags", tags=["feature_flags"])

OwnLayer = Annotated[FlagLayer, bound(LAYERS["project"])]


def through_layers(
    project: OwnLayer,
    tenant: Annotated[FlagLayer, bound(LAYERS["tenant"])],
    everywhere: Annotated[FlagLayer, bound(LAYERS["everywhere"])],
) -> FeatureFlags:
    return FeatureFlags({"project": project, "tenant": tenant, "everywhere": everywhere})


Flags = Annotated[FeatureFlags, Depends(through_layers)]


@router.get("")
def list_flags(flags: Flags) -> list[Decision]:
    return list(flags.all())


@router.get("/{name}")
def decide(name: Name, flags: Flags) -> Decision:
    return flags.decide(name)


@router.put("/{name}")
def turn(name: Name, change: FlagChange, layer: OwnLayer, context: Context) -> Flag:
    return layer.turn(name, change, context.actor)


@router.delete("/{name}", status_code=204)
def forget(name: Name, layer: OwnLayer) -> None:
    layer.forget(name)
