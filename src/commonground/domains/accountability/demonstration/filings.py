"""What people of Riverbend told their police department: all invented."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Filed:
    """One filing, and how far it went. `to` are the stages it was taken through."""

    days_ago: int
    kind: str
    category: str
    answers: dict[str, str]
    to: tuple[str, ...] = ()
    outcome: str = ""
    officer: str = ""  # badge of the officer it names
    said: tuple[str, ...] = ()  # messages of the unit; one that ends with a question mark asks
    replied: str = ""
    note: str = ""
    finding: str = ""  # of the allegation against the officer, approved by the commander
    language: str = "en"
    channel: str = "web"
    shown: bool = field(default=False)  # its receipt is printed for visitors of the demonstration


FILINGS: tuple[Filed, ...] = (
    Filed(
        330, "complaint", "rude",
        {
            "what-happened": "The officer laughed when I asked for his name and said I should learn to read. I only wanted to report "
            "a stolen bicycle.",
            "where": "Front desk, Mill Street station", "when": "A Tuesday at lunchtime", "officer-name": "Brandt or Brand",
            "wish": "That somebody talks to him.", "mediation": "Yes",
        },
        ("assessing", "mediation", "closed"), "mediated", "2207",
        ("Thank you for telling us. Would you be willing to meet the officer with a mediator?",), "Yes, if it is not at the station.",
        "Desk camera of that day is kept. Officer agrees to mediation.",
    ),
    Filed(
        240, "complaint", "stop-or-search",
        {
            "what-happened": "I was stopped on my way home from the night shift and my bag was emptied on the pavement. I was not told why.",
            "where": "Foundry Row near the bridge", "on": "03/14/2026", "officer-car": "Car 14", "perceived": "Race or color",
            "wish": "I want to know whether this was allowed.",
        },
        ("assessing", "investigating", "reviewing", "closed"), "policy-or-training", "1843",
        ("We have your complaint and have asked for the recordings of that night.",), "",
        "No ground for the search in the report. See body camera from 23:52.", "not-sustained",
    ),
    Filed(
        95, "complaint", "property",
        {
            "what-happened": "My telephone was taken when I was arrested. It was given back with a broken screen and nobody wrote it down.",
            "where": "County jail intake", "when": "In August", "wish": "To have it repaired.", "email": "river.tenant@example.com",
        },
        ("assessing", "referred"), "referred",
        said=("The jail is run by the county. We have passed your complaint to the Sheriff's Office and told them to answer you.",),
    ),
    Filed(
        41, "complaint", "force",
        {
            "what-happened": "My son was pushed against a car although he had his hands up. He has a sprained wrist. He is nineteen and "
            "afraid to file himself.",
            "where": "Parking lot of the ferry landing", "on": "10/10/2026", "officer-badge": "1843", "for-whom": "Somebody else",
            "for-whom-words": "My son", "witnesses": "Two friends of his and the man from the kiosk", "mediation": "No",
        },
        ("assessing", "investigating"), "", "1843",
        ("We are sorry that your son was hurt. May we speak with him, with you beside him if he likes?",),
        "He will speak with you if I am there. Afternoons are best.",
        "Kiosk has a camera; asked for the recording.", shown=True,
    ),
    Filed(
        23, "complaint", "standards-or-chief",
        {
            "what-happened": "I complained in spring and never heard back. When I called I was told to be glad that nothing worse happened.",
            "where": "On the telephone", "wish": "That somebody outside the police looks at it.", "about-standards": "Yes",
        },
        ("assessing",),
    ),
    Filed(
        12, "complaint", "did-not-act",
        {
            "what-happened": "Llamé tres veces porque mi vecino golpeaba la puerta de su esposa. Vinieron después de dos horas y no hablaron "
            "con ella en español.",
            "where": "Calle Orchard 212", "when": "El viernes por la noche", "wish": "Que manden a alguien que hable español.",
            "safe-contact": "Solo por esta página.",
        },
        ("assessing",), said=("Gracias por escribirnos. ¿Recuerda a qué hora llamó la primera vez?",), language="es",
    ),
    Filed(
        6, "complaint", "driving",
        {"what-happened": "A patrol car ran the red light at Third without siren and nearly hit a stroller.", "where": "Mill and Third"},
        channel="telephone",
    ),
    Filed(
        1, "complaint", "discrimination",
        {
            "what-happened": "At the market the officer asked only the three of us with headscarves for our permits.",
            "where": "Saturday market", "when": "Last Saturday, about ten", "perceived": "Religion",
        },
    ),
    Filed(
        160, "thanks", "",
        {
            "officer-name": "Officer Nakamura", "officer-badge": "2207",
            "what-happened": "She sat with my mother on the kerb for an hour until my sister came. My mother has dementia and had walked off.",
            "tell-officer": "Yes", "publish": "Yes", "name": "Beatriz L.",
        },
        ("passed-on",), "passed-on", "2207",
    ),
    Filed(
        18, "thanks", "",
        {
            "officer-description": "A tall officer with a red beard",
            "what-happened": "Changed my tire in the rain on Levee Road and would not take a coffee for it.",
            "tell-officer": "Yes, without my name",
        },
    ),
    Filed(
        30, "question", "",
        {"what-happened": "May my neighbors' committee see how many calls came from our street this year?"},
        ("answering", "answered"), "answered",
        said=("Yes. The figures by district are on this site under Figures; for a single street we can only say more than ten or not.",),
    ),
    Filed(4, "question", "", {"what-happened": "Do I need an appointment to have my bicycle registered?"}, shown=True),
)  # fmt: skip

OFFICERS: tuple[tuple[str, str, str, str, str], ...] = (
    # badge, name, rank, assignment, badge of the supervisor
    ("0001", "Gloria Stavros", "chief", "Command", ""),
    ("0107", "Rosalind Achebe", "captain", "Professional Standards", "0001"),
    ("0112", "Edwin Kaczmarek", "captain", "Patrol", "0001"),
    ("0219", "Samuel Idowu", "lieutenant", "Professional Standards", "0107"),
    ("0240", "Priya Raman", "lieutenant", "Investigations", "0001"),
    ("0315", "Lamar Whitlock", "lieutenant", "Patrol, Levee District", "0112"),
    ("0530", "Peter Halvorsen", "sergeant", "Professional Standards", "0107"),
    ("0544", "Inez Calderón", "sergeant", "Patrol, Levee District", "0315"),
    ("1190", "Owen Gallagher", "detective", "Investigations", "0240"),
    ("1843", "Dale Prewitt", "officer", "Patrol, Levee District", "0544"),
    ("2207", "Kelly Nakamura", "officer", "Patrol, Levee District", "0544"),
)

ALLEGED = "Searched a bag without ground, and did not say why when asked."
FOUND = "The recording begins after the stop. The officer's reason is plausible and cannot be checked. Training was ordered."
