"""What becomes of the tables that libraries bring: they cannot declare it themselves."""

from common.declarations import Declaration, Erasure, Export, NoPersonalData, PersonalData

LIBRARY_TABLES: dict[str, Declaration] = {
    "account.EmailAddress": PersonalData(owner="user", at_export=Export.ALL, at_erasure=Erasure.DELETE),
    "account.EmailConfirmation": PersonalData(
        owner="email_address__user",
        at_export=Export.NOTHING,
        at_erasure=Erasure.DELETE,
        why="short-lived codes",
    ),
    "mfa.Authenticator": PersonalData(
        owner="user",
        at_export=Export.NOTHING,
        at_erasure=Erasure.DELETE,
        why="the secrets of a second step, sealed; an export of them would be a copy of the key",
    ),
    "admin.LogEntry": PersonalData(
        owner="user", at_export=Export.NOTHING, at_erasure=Erasure.DELETE, why="what staff did in the admin"
    ),
    "sessions.Session": PersonalData(
        owner=(),
        at_export=Export.NOTHING,
        at_erasure=Erasure.DELETE,
        why="who is signed in, sealed by the session engine",
    ),
    "auth.Group": NoPersonalData("names of groups"),
    "auth.Permission": NoPersonalData("names of permissions"),
    "contenttypes.ContentType": NoPersonalData("names of tables"),
}
