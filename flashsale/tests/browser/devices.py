"""What visitors look at the shop with: options of a browser context."""

from typing import Any

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
WITHOUT_SCRIPTS: dict[str, Any] = {**DESKTOP, "java_script_enabled": False}
PHONE_WITHOUT_SCRIPTS: dict[str, Any] = {**PHONE, "java_script_enabled": False}
