"""What Riverbend's boards talked about, month by month."""

# title, the same in Spanish; what it is about, the same in Spanish; who presents
Topic = tuple[str, str, str, str, str]

OPENING: Topic = ("Call to order and roll call", "Apertura y pase de lista", "", "", "Chair")
MINUTES: Topic = (
    "Approval of the minutes",
    "Aprobación del acta",
    "The minutes of the last meeting.",
    "El acta de la reunión anterior.",
    "Chair",
)
RESIDENTS: Topic = (
    "Comments from residents",
    "Comentarios de residentes",
    "Three minutes each. No sign-up is needed; an interpreter is in the room.",
    "Tres minutos por persona. No hace falta inscribirse; hay intérprete en la sala.",
    "",
)
CHIEF: Topic = (
    "Questions to the Chief of Police",
    "Preguntas a la Jefa de Policía",
    "Members ask; what cannot be answered at once comes back next month.",
    "Los miembros preguntan; lo que no se pueda responder de inmediato vuelve el mes siguiente.",
    "Chief of Police",
)

CITIZENS: tuple[Topic, ...] = (
    (
        "Officer activity figures: what is counted and what is not",
        "Cifras de actividad policial: qué se cuenta y qué no",
        "First look at the stops and searches tables, and at the months that are missing.",
        "Primera mirada a las tablas de paradas y registros, y a los meses que faltan.",
        "Data analyst, Police Department",
    ),
    (
        "How complaints are handled, step by step",
        "Cómo se tramitan las quejas, paso a paso",
        "From the first letter to the finding, with the average days of each step.",
        "Desde la primera carta hasta la conclusión, con los días promedio de cada paso.",
        "Professional Standards",
    ),
    (
        "Foot patrols on Levee Street",
        "Patrullas a pie en Levee Street",
        "What residents and shops noticed in the first quarter.",
        "Lo que notaron residentes y comercios en el primer trimestre.",
        "Patrol Division",
    ),
    (
        "Language access at the front desk",
        "Acceso lingüístico en la recepción",
        "Telephone interpreters are in place; written forms are in four languages.",
        "Ya hay intérpretes por teléfono; los formularios están en cuatro idiomas.",
        "City Manager's Office",
    ),
    (
        "Budget of the partnership",
        "Presupuesto de la alianza",
        "What the program costs and what next year's request will be.",
        "Cuánto cuesta el programa y qué se pedirá para el próximo año.",
        "Finance Department",
    ),
    (
        "Policy on answering comments on social media",
        "Política para responder comentarios en redes sociales",
        "When a comment may be hidden, and where that is recorded.",
        "Cuándo se puede ocultar un comentario y dónde queda registrado.",
        "Public Information Officer",
    ),
    (
        "Victim Services in the neighborhoods",
        "Servicios a Víctimas en los vecindarios",
        "Two evenings a week at the library: who came, and for what.",
        "Dos tardes por semana en la biblioteca: quién vino y para qué.",
        "Victim Services",
    ),
    (
        "Traffic stops: first year of figures",
        "Paradas de tráfico: primer año de cifras",
        "Counts by month and district, and how small numbers are protected.",
        "Cifras por mes y distrito, y cómo se protegen los números pequeños.",
        "Data analyst, Police Department",
    ),
    (
        "Ride-along program after six months",
        "Programa de acompañamiento después de seis meses",
        "Forty-one residents rode along; what they wrote afterwards.",
        "Cuarenta y un residentes acompañaron patrullas; lo que escribieron después.",
        "Community Partnerships",
    ),
    (
        "Release of body-worn camera video",
        "Publicación de video de cámaras corporales",
        "How a request is decided and how long it takes.",
        "Cómo se decide una solicitud y cuánto tarda.",
        "City Attorney",
    ),
    (
        "Progress of the commitments: half-year review",
        "Avance de los compromisos: revisión semestral",
        "What moved, what is late, what is disputed.",
        "Qué avanzó, qué está atrasado, qué se disputa.",
        "Implementation Manager",
    ),
    (
        "Safe Site: the first hundred nights",
        "Sitio Seguro: las primeras cien noches",
        "Visits and needs, as counts only.",
        "Visitas y necesidades, solo como cifras.",
        "Community Partnerships",
    ),
)
YOUTH: tuple[Topic, ...] = (
    (
        "What happens in a traffic stop",
        "Qué pasa en una parada de tráfico",
        "Acted out, with roles exchanged.",
        "Representada, con los papeles cambiados.",
        "Patrol Division",
    ),
    (
        "Officers at school: when and why",
        "Agentes en la escuela: cuándo y por qué",
        "Reading the agreement with the school district together.",
        "Lectura conjunta del convenio con el distrito escolar.",
        "School district",
    ),
    (
        "Summer program: what we would come to",
        "Programa de verano: a qué iríamos",
        "Ideas for evenings at the recreation center.",
        "Ideas para las tardes en el centro recreativo.",
        "Members",
    ),
    (
        "Being filmed, and filming",
        "Ser grabado y grabar",
        "What the law allows, and what helps.",
        "Lo que la ley permite y lo que ayuda.",
        "City Attorney",
    ),
    (
        "How to thank or complain about an officer",
        "Cómo agradecer o quejarse de un agente",
        "Trying out the form, and saying where it is hard.",
        "Probar el formulario y decir dónde es difícil.",
        "Professional Standards",
    ),
    (
        "Mental health: whom to call",
        "Salud mental: a quién llamar",
        "What happens after a call to 988 and after one to 911.",
        "Qué pasa después de llamar al 988 y después de llamar al 911.",
        "Riverbend Behavioral Health Center",
    ),
)
CRISIS: tuple[Topic, ...] = (
    (
        "Trained officers by shift and district",
        "Agentes capacitados por turno y distrito",
        "Where the gaps are at night and on weekends.",
        "Dónde faltan agentes de noche y los fines de semana.",
        "CIT coordinator",
    ),
    (
        "Calls with a clinician present",
        "Llamadas con presencia clínica",
        "How many, how long, and how they ended.",
        "Cuántas, cuánto duraron y cómo terminaron.",
        "Riverbend Behavioral Health Center",
    ),
    (
        "Hand-over at the emergency room",
        "Entrega en la sala de emergencias",
        "Waiting times, and who stays with the person.",
        "Tiempos de espera y quién se queda con la persona.",
        "Fire Department",
    ),
    (
        "Questions that dispatchers ask",
        "Preguntas que hace la central",
        "Wording of the four screening questions.",
        "Redacción de las cuatro preguntas iniciales.",
        "911 Dispatch",
    ),
    (
        "What people in crisis told us",
        "Lo que nos dijeron personas en crisis",
        "From the follow-up calls, without names.",
        "De las llamadas de seguimiento, sin nombres.",
        "Victim Services",
    ),
)
TOPICS = {
    "Citizens Advisory Board": CITIZENS,
    "Youth Advisory Board": YOUTH,
    "Crisis Intervention Committee": CRISIS,
}

# What is moved on a topic, when the board decides something.
MOTIONS = (
    "To ask for the same report in six months, with the figures by district.",
    "To receive the report and to thank those who prepared it.",
    "To invite the presenter again when the missing months are counted.",
    "To send the members' questions in writing and to publish the answers.",
)
