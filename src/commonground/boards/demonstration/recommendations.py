"""Six recommendations of Riverbend's boards: answered, open, and one that is late. Boards are named by their story."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """`meeting` is how many meetings ago it was made; `answer_after` days later the answer came, if it did."""

    board: str
    meeting: int
    by: str
    title: str
    title_es: str
    text: str
    text_es: str
    answer: str = ""
    answer_after: int = 0
    answer_text: str = ""
    answer_text_es: str = ""


ASKED = (
    Asked(
        "Citizens Advisory Board",
        20,
        "Theo Papadakis",
        "Publish stop and search figures every quarter",
        "Publicar cada trimestre las cifras de paradas y registros",
        "Publish the number of stops and searches each quarter, by month and district, with the reasons and what was"
        " found, and say plainly which months are missing.",
        "Publicar cada trimestre el número de paradas y registros, por mes y distrito, con los motivos y lo que se"
        " encontró, y decir con claridad qué meses faltan.",
        "accepted",
        44,
        "Accepted in full. The first tables are out; from now on they follow within six weeks of the end of a quarter."
        " Counts that are so small that they could point to a person are not shown.",
        "Aceptada en su totalidad. Las primeras tablas ya están publicadas; a partir de ahora saldrán dentro de las"
        " seis semanas posteriores al fin de cada trimestre. No se muestran cifras tan pequeñas que puedan señalar a"
        " una persona.",
    ),
    Asked(
        "Citizens Advisory Board",
        14,
        "Theo Papadakis",
        "Tell people who complain where their complaint stands",
        "Informar a quien se queja en qué etapa está su queja",
        "Write to each person who complains within five days, and again whenever the complaint moves on. Offer the"
        " letters in Spanish, Vietnamese and Burmese.",
        "Escribir a cada persona que presenta una queja dentro de cinco días y cada vez que la queja avance. Ofrecer"
        " las cartas en español, vietnamita y birmano.",
        "in-part",
        57,
        "Letters within five days and at each step: yes, from next month. Spanish and Vietnamese are ready. We have no"
        " translator for Burmese under contract; until we do, we offer an interpreter by telephone.",
        "Cartas dentro de cinco días y en cada etapa: sí, desde el próximo mes. El español y el vietnamita están"
        " listos. No tenemos contrato con un traductor de birmano; mientras tanto ofrecemos un intérprete por"
        " teléfono.",
    ),
    Asked(
        "Citizens Advisory Board",
        8,
        "Theo Papadakis",
        "Give the board a seat in the interviews for new recruits",
        "Dar al consejo un lugar en las entrevistas de nuevos reclutas",
        "Let one member of the board sit on the panel that interviews applicants to the academy.",
        "Permitir que un miembro del consejo participe en el panel que entrevista a aspirantes a la academia.",
        "declined",
        78,
        "State law and the labor agreement name who sits on the panel, and a vote by others could void a hiring. We"
        " will instead ask the board each spring which questions it wants asked, and publish them.",
        "La ley estatal y el contrato laboral determinan quién integra el panel, y el voto de otras personas podría"
        " anular una contratación. En su lugar, cada primavera preguntaremos al consejo qué preguntas quiere que se"
        " hagan, y las publicaremos.",
    ),
    Asked(
        "Citizens Advisory Board",
        0,
        "Theo Papadakis",
        "Hold one meeting each quarter away from downtown",
        "Celebrar una reunión por trimestre fuera del centro",
        "The Police Department should bring its quarterly figures to a school or church hall in a different ward each"
        " time, with an interpreter and child care.",
        "El Departamento de Policía debería presentar sus cifras trimestrales en una escuela o salón parroquial de un"
        " distrito distinto cada vez, con intérprete y cuidado infantil.",
    ),
    Asked(
        "Youth Advisory Board",
        8,
        "Nia Whitfield",
        "Explain rights in a stop on one page, in plain words",
        "Explicar en una página, con palabras sencillas, los derechos en una parada",
        "Write one page on what an officer may ask and what a young person may answer, and hand it out at both"
        " high schools.",
        "Redactar una página sobre qué puede preguntar un agente y qué puede responder una persona joven, y repartirla"
        " en ambas preparatorias.",
        "accepted",
        31,
        "Accepted. Members wrote it with the City Attorney; it is printed in English and Spanish.",
        "Aceptada. Los miembros la redactaron con la Fiscalía de la Ciudad; está impresa en inglés y español.",
    ),
    Asked(
        "Crisis Intervention Committee",
        1,
        "Hannah Lindqvist",
        "Have a trained officer on every night shift",
        "Tener un agente capacitado en cada turno nocturno",
        "Plan shifts so that each district has at least one officer with crisis intervention training on every night,"
        " and publish for how many nights that was so.",
        "Planear los turnos de modo que cada distrito tenga todas las noches al menos un agente con capacitación en"
        " intervención en crisis, y publicar en cuántas noches se logró.",
    ),
)
