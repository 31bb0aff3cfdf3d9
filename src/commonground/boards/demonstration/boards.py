"""Riverbend's three boards: seats, and who held them. Offsets are months from today; every name is invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """One term. `left` is the month in which the member resigned."""

    holder: str
    start: int
    months: int
    left: int | None = None


@dataclass(frozen=True)
class SeatStory:
    name: str
    name_es: str
    appointer: str
    appointer_es: str
    qualification: str
    qualification_es: str
    terms: tuple[Held, ...]


@dataclass(frozen=True)
class BoardStory:
    name: str
    name_es: str
    purpose: str
    purpose_es: str
    authority: str
    authority_es: str
    meets: str
    meets_es: str
    email: str
    week: int  # which week of the month
    weekday: int  # Monday is 0
    hour: int
    minute: int
    every: int  # months
    place: str
    place_es: str
    link: str
    seats: tuple[SeatStory, ...]


def _ward(number: int, *terms: Held) -> SeatStory:
    return SeatStory(
        f"Ward {number}",
        f"Distrito {number}",
        "City Council",
        "Concejo Municipal",
        f"Lives in Ward {number}.",
        f"Vive en el Distrito {number}.",
        terms,
    )


def _mayor(name: str, spanish: str, asks: str, asks_es: str, *terms: Held) -> SeatStory:
    return SeatStory(name, spanish, "Mayor", "Alcaldía", asks, asks_es, terms)


CITIZENS = BoardStory(
    "Citizens Advisory Board",
    "Consejo Asesor Ciudadano",
    "Nine residents who advise the City and the Police Department on how the partnership's commitments are kept:"
    " they hear reports, ask for figures, and make recommendations that must be answered.",
    "Nueve residentes que asesoran a la Ciudad y al Departamento de Policía sobre cómo se cumplen los compromisos"
    " de la alianza: escuchan informes, piden cifras y hacen recomendaciones que deben recibir respuesta.",
    "Riverbend City Code, chapter 2, article 14 (Ordinance 4127).",
    "Código Municipal de Riverbend, capítulo 2, artículo 14 (Ordenanza 4127).",
    "Second Tuesday of each month, 6 p.m.",
    "Segundo martes de cada mes, 6 p. m.",
    "citizens-board@riverbend.example",
    2,
    1,
    18,
    0,
    1,
    "Riverbend Public Library, Mill Room, 14 Ferry Street",
    "Biblioteca Pública de Riverbend, Sala Mill, 14 Ferry Street",
    "https://meet.riverbend.example/citizens-board",
    (
        _ward(1, Held("Theo Papadakis", -31, 36)),
        _ward(2, Held("Rosalind Achterberg", -30, 24), Held("Ignacio Belmonte", -6, 36)),
        _ward(3, Held("Yusuf Dahir", -28, 36)),
        _ward(4, Held("Clementine Aubry", -27, 36, -3)),
        _mayor(
            "Faith communities",
            "Comunidades religiosas",
            "Is active in a congregation in the city.",
            "Participa en una congregación de la ciudad.",
            Held("Reuben Szymanski", -29, 36),
        ),
        _mayor(
            "Small business",
            "Pequeños negocios",
            "Owns or runs a business with fewer than fifty employees.",
            "Es dueño o dirige un negocio con menos de cincuenta empleados.",
            Held("Marisol Quiñones-Vega", -31, 24),
        ),
        _mayor(
            "Immigrant communities",
            "Comunidades inmigrantes",
            "Knows first-hand what newcomers meet here.",
            "Conoce de primera mano lo que viven aquí las personas recién llegadas.",
            Held("Thiri Aung", -25, 36),
        ),
        _mayor(
            "Schools",
            "Escuelas",
            "Works or volunteers in a public school.",
            "Trabaja o es voluntario en una escuela pública.",
            Held("Bartholomew Finch", -26, 36),
        ),
        SeatStory(
            "At large",
            "Toda la ciudad",
            "City Council",
            "Concejo Municipal",
            "Lives in the city.",
            "Vive en la ciudad.",
            (Held("Ottoline Prewitt", -30, 18), Held("Kwabena Asante", -12, 36)),
        ),
    ),
)


def _youth(number: int, *names: str) -> SeatStory:
    school, school_es = (
        ("Riverbend High School", "Preparatoria Riverbend")
        if number % 2
        else ("Levee Academy", "Academia Levee")
    )
    terms = tuple(Held(name, start, 12) for name, start in zip(names, (-26, -14, -2), strict=True))
    return SeatStory(
        f"Youth seat {number}",
        f"Puesto juvenil {number}",
        "Youth Advisory Board, by interview",
        "Consejo Asesor Juvenil, por entrevista",
        f"Is 14 to 19 years old; one of the seats kept for {school}.",
        f"Tiene de 14 a 19 años; uno de los puestos reservados para {school_es}.",
        terms,
    )


YOUTH = BoardStory(
    "Youth Advisory Board",
    "Consejo Asesor Juvenil",
    "Seven young people who meet the Chief of Police every month, say what they see, and hear what changed since the"
    " last time.",
    "Siete jóvenes que se reúnen cada mes con la Jefa de Policía, dicen lo que ven y escuchan qué cambió desde la"
    " vez anterior.",
    "Executive order of the City Manager 22-07.",
    "Orden ejecutiva 22-07 de la Administración Municipal.",
    "First Thursday of each month, 4:30 p.m., with the Chief of Police",
    "Primer jueves de cada mes, 4:30 p. m., con la Jefa de Policía",
    "youth-board@riverbend.example",
    1,
    3,
    16,
    30,
    1,
    "Levee Street Recreation Center, 200 Levee Street",
    "Centro Recreativo Levee Street, 200 Levee Street",
    "",
    (
        _youth(1, "Jasper Oyelaran", "Nia Whitfield", "Priscilla Nakamura"),
        _youth(2, "Odalys Fuentes", "Emmett Vandersloot", "Nia Whitfield"),
        _youth(3, "Khadija Noor", "Soren Ballard", "Ximena Arriaga"),
        _youth(4, "Desmond Achebe", "Luz Montemayor", "Caleb Thunderhawk"),
        _youth(5, "Pia Lindgren", "Amadou Sarr", "Joelle Baptiste"),
        _youth(6, "Mateo Villaseñor", "Wren Gallagher", "Dinesh Pillai"),
        _youth(7, "Anneliese Kraus", "Tobias Okonjo", "Marguerite Soto"),
    ),
)


def _service(name: str, spanish: str, *terms: Held) -> SeatStory:
    return SeatStory(
        name,
        spanish,
        "City Manager",
        "Administración Municipal",
        f"Is named by {name}.",
        f"Por designación de: {spanish}.",
        terms,
    )


CRISIS = BoardStory(
    "Crisis Intervention Committee",
    "Comité de Intervención en Crisis",
    "Brings police, dispatch, clinicians, victim services and people who have lived through a crisis to one table, to"
    " see that a person in crisis meets somebody who is trained to help.",
    "Reúne a la policía, la central de emergencias, profesionales clínicos, servicios a víctimas y personas que han"
    " vivido una crisis, para que quien esté en crisis encuentre a alguien capacitado para ayudar.",
    "Agreement between the City, the county and the Riverbend Behavioral Health Center.",
    "Convenio entre la Ciudad, el condado y el Centro de Salud Conductual de Riverbend.",
    "Third Wednesday of every second month, 10 a.m.",
    "Tercer miércoles cada dos meses, 10 a. m.",
    "crisis-committee@riverbend.example",
    3,
    2,
    10,
    0,
    2,
    "Police Department, Training Room B, 75 Courthouse Square",
    "Departamento de Policía, Sala de Capacitación B, 75 Courthouse Square",
    "https://meet.riverbend.example/crisis-committee",
    (
        _service(
            "Police Department, CIT coordinator",
            "Departamento de Policía, coordinación CIT",
            Held("Sergeant Ludovic Marchetti", -25, 24),
            Held("Sergeant Adaeze Nwosu", -1, 24),
        ),
        _service(
            "911 Dispatch", "Central 911", Held("Bridget Halloran", -25, 24), Held("Bridget Halloran", -1, 24)
        ),
        _service(
            "Riverbend Behavioral Health Center",
            "Centro de Salud Conductual de Riverbend",
            Held("Dr. Salome Iyengar", -25, 24),
            Held("Dr. Salome Iyengar", -1, 24),
        ),
        _service(
            "Victim Services",
            "Servicios a Víctimas",
            Held("Hannah Lindqvist", -25, 24),
            Held("Hannah Lindqvist", -1, 24),
        ),
        _service(
            "Fire Department, emergency medical service",
            "Bomberos, servicio médico de emergencia",
            Held("Captain Eustace Bellamy", -25, 24),
            Held("Captain Eustace Bellamy", -1, 24),
        ),
        SeatStory(
            "Person with lived experience",
            "Persona con experiencia propia",
            "City Manager",
            "Administración Municipal",
            "Has lived through a crisis, or cares for somebody who has.",
            "Ha vivido una crisis o cuida de alguien que la ha vivido.",
            (Held("Fern Castellanos", -24, 24), Held("Augustin Pell", 0, 24)),
        ),
    ),
)

BOARDS = (CITIZENS, YOUTH, CRISIS)
