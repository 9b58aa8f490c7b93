"""The engines that the service mounts: start-up validation reads the application, so this is the only list."""

from __future__ import annotations

from fastapi import APIRouter

from engines.analytics_events.routes import router as analytics_events
from engines.budget.routes import router as budget
from engines.chat.service.routes import router as chat_bus
from engines.feature_flags.routes import router as feature_flags
from engines.firearms.routes import router as firearms
from engines.kpi.routes import router as kpi
from engines.maybes.routes import router as maybes
from engines.media_v2.routes import router as media
from engines.memory.routes import router as memory
from engines.nexus.hardening.routes import router as rate_limit
from engines.nexus.raw_storage.routes import router as raw_storage
from engines.nexus.routes import router as nexus
from engines.page_content.routes import router as page_content
from engines.realtime.routes import router as realtime_registry
from engines.seo.routes import router as seo
from engines.strategy_lock.routes import router as strategy_lock
from engines.video_timeline.routes import router as video_timeline

ROUTERS: tuple[APIRouter, ...] = (
    analytics_events,
    budget,
    chat_bus,
    feature_flags,
    firearms,
    kpi,
    maybes,
    media,
    memory,
    nexus,
    page_content,
    rate_limit,
    raw_storage,
    realtime_registry,
    seo,
    strategy_lock,
    video_timeline,
)
