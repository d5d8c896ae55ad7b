"""The demo's sign-ins: public knowledge, so never allowed in production (``config.checks``)."""

DEMO_DOMAIN = "demo.example"
DEMO_PASSWORD = "hameau-demo"  # noqa: S105 - printed by ``make run``
DEMO_SIGN_INS = {
    f"admin@{DEMO_DOMAIN}": "administrator",
    f"agence48@{DEMO_DOMAIN}": "agency of Lozère",
    f"agence12@{DEMO_DOMAIN}": "agency of Aveyron",
    f"redaction48@{DEMO_DOMAIN}": "writer of the pages of Lozère",
    f"membre@{DEMO_DOMAIN}": "remote worker",
    f"entreprise@{DEMO_DOMAIN}": "business",
    f"lieu@{DEMO_DOMAIN}": "place manager",
}
