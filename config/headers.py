"""What a browser may do with our pages: nothing inline, nothing foreign, no sensors."""

from csp.constants import NONE, SELF

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "accelerometer": [], "camera": [], "display-capture": [], "geolocation": [], "gyroscope": [], "magnetometer": [],
    "microphone": [], "midi": [], "payment": [], "usb": [],
}  # fmt: skip
