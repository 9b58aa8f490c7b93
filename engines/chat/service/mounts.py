"""The engines that the service mounts: start-up validation reads the application, so this is the only list."""

from __future__ import annotations

from fastapi import APIRouter

from engines.feature_flags.routes import router as feature_flags

ROUTERS: tuple[APIRouter, ...] = (feature_flags,)
