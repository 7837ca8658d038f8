"""Who a person is, how they sign in, what they agreed to, and the record of what was done."""

from accounts.models.clinicians import ClinicianRequest
from accounts.models.factors import FactorReset, FactorSecret
from accounts.models.people import User, UserManager
from accounts.models.records import (
    ADULT_TEXT,
    ADULT_TEXT_CHANGE,
    ADULT_TEXT_VERSION,
    AuditEntry,
    Consent,
)
from accounts.models.visits import Visit

__all__ = [
    "ADULT_TEXT",
    "ADULT_TEXT_CHANGE",
    "ADULT_TEXT_VERSION",
    "AuditEntry",
    "ClinicianRequest",
    "Consent",
    "FactorReset",
    "FactorSecret",
    "User",
    "UserManager",
    "Visit",
]
