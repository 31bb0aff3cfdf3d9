"""The words of the invented programme: its report, topics, milestones, and what is said when little moves."""

SLUG = "safer-together"
NAME, NAME_ES = "Safer Together", "Más seguros juntos"
REPORT = "Safer Together: what Riverbend asks of its police, and what it owes them"
REPORT_ES = "Más seguros juntos: lo que Riverbend pide a su policía y lo que le debe"
ABOUT = """In the spring before this register began, the Riverbend Task Force on Public Safety listened to 611 residents
in 23 meetings, rode along on 40 shifts, and read three years of records. Its report makes 34 recommendations and
one addition that the council asked for (No. 4a). The council accepted all of them.

**How to read this register.** Each commitment has a status, a percentage and dates. They are kept apart on purpose: a
plan can be finished on paper while nothing has changed on the street. A commitment is called *implemented* only when
the evidence can be read on its page. If you think that it is not true, say so on the same page: the city answers in
public, within 21 days.

**What is invented.** Riverbend does not exist. Its people, its report and these figures were made up to show what
the software does.
"""
ABOUT_ES = """En la primavera anterior a este registro, el Grupo de Trabajo de Riverbend sobre Seguridad Pública
escuchó a 611 residentes en 23 reuniones, acompañó 40 turnos y leyó tres años de expedientes. Su informe hace 34
recomendaciones y una adición que pidió el concejo (núm. 4a). El concejo las aceptó todas.

**Cómo leer este registro.** Cada compromiso tiene un estado, un porcentaje y fechas. Se mantienen separados a
propósito: un plan puede estar terminado en el papel sin que nada haya cambiado en la calle. Un compromiso se llama
*implementado* solo cuando la evidencia puede leerse en su página. Si usted cree que no es cierto, dígalo en la misma
página: la ciudad responde en público, en un plazo de 21 días.

**Qué es inventado.** Riverbend no existe. Su gente, su informe y estas cifras se inventaron para mostrar lo que hace el
programa.
"""
# Name, Spanish name, summary, Spanish summary.
TOPICS = (
    (
        "Force, and how to need less of it",
        "La fuerza y cómo necesitarla menos",
        "Rules, records and review of the use of force.",
        "Normas, registros y revisión del uso de la fuerza.",
    ),
    (
        "Who answers, and to whom",
        "Quién responde y ante quién",
        "Complaints, boards, and this register itself.",
        "Quejas, juntas y este mismo registro.",
    ),
    (
        "When somebody is in crisis",
        "Cuando alguien está en crisis",
        "The right help for mental-health calls.",
        "La ayuda adecuada en llamadas de salud mental.",
    ),
    (
        "Young people",
        "La juventud",
        "A say for young people, and fewer arrests in schools.",
        "Voz para la juventud y menos arrestos en las escuelas.",
    ),
    (
        "People who were harmed",
        "Las personas afectadas",
        "Help that reaches victims, in confidence.",
        "Ayuda que llega a las víctimas, en confianza.",
    ),
    (
        "Those who wear the uniform",
        "Quienes llevan el uniforme",
        "Officers' health, hiring and training.",
        "Salud, contratación y capacitación de los agentes.",
    ),
    (
        "Streets and neighborhoods",
        "Calles y vecindarios",
        "Homelessness, violence, and being heard at home.",
        "Falta de vivienda, violencia y ser escuchado en casa.",
    ),
)
# Month of the story, event, Spanish.
MILESTONES = (
    (-14, "Council creates the task force", "El concejo crea el grupo de trabajo"),
    (-6, "Twenty-three meetings, in every district", "Veintitrés reuniones, en todos los distritos"),
    (-2, "Report handed to the council", "Se entrega el informe al concejo"),
    (-1, "Council accepts all recommendations", "El concejo acepta todas las recomendaciones"),
    (0, "This register opens", "Se abre este registro"),
    (11, "Citizens advisory board gets its own staff", "La junta asesora ciudadana recibe personal propio"),
    (12, "Youth advisory board meets the chief", "La junta juvenil se reúne con la jefatura de policía"),
    (18, "A second person checks every change of status", "Otra persona revisa cada cambio de estado"),
    (
        23,
        "Half of the night shifts have a clinician",
        "La mitad de los turnos nocturnos cuenta con personal clínico",
    ),
)
# Slug, name, Spanish name.
BODIES = {
    "city": ("city", "City of Riverbend", "Ciudad de Riverbend"),
    "police": ("police-department", "Police Department", "Departamento de Policía"),
    "dispatch": ("emergency-communications", "Emergency Communications", "Comunicaciones de Emergencia"),
    "fire": ("fire-department", "Fire Department", "Departamento de Bomberos"),
    "parks": ("parks-and-recreation", "Parks and Recreation", "Parques y Recreación"),
    "attorney": ("city-attorney", "City Attorney", "Abogacía de la Ciudad"),
}
# Nothing was heard of these after the month that stands with them: their updates are overdue.
SILENT = {"8": 20, "28": 20, "4a": 19}
# This one's next status waits for the second person.
WAITING = "25"
# What is said between events: early, under way, and late in the work. English, Spanish.
QUIET: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        (
            "A lead was named and the first meeting was held. The scope is agreed; the plan follows.",
            "Se nombró a una persona responsable y se celebró la primera reunión. Sigue el plan.",
        ),
        (
            "We compared how four cities of our size do this, and wrote to two of them.",
            "Comparamos cómo lo hacen cuatro ciudades de nuestro tamaño y escribimos a dos de ellas.",
        ),
        (
            "The people who will use this were asked what would help. Their answers are going into the plan.",
            "Se preguntó a quienes lo usarán qué les ayudaría. Sus respuestas se incorporan al plan.",
        ),
    ),
    (
        (
            "The draft went to the city attorney and to the advisory board for comment.",
            "El borrador se envió a la abogacía de la ciudad y a la junta asesora para comentarios.",
        ),
        (
            "Money for this is in the budget that the council is reading now.",
            "Los fondos para esto están en el presupuesto que el concejo está examinando.",
        ),
        (
            "Two of the planned steps are done. The third waits for a supplier.",
            "Dos de los pasos previstos están terminados. El tercero depende de un proveedor.",
        ),
        (
            "Training dates are set, and supervisors have been told what is expected of them.",
            "Las fechas de capacitación están fijadas y se informó a los supervisores lo que se espera de ellos.",
        ),
    ),
    (
        (
            "No change since the last update. The work goes on as planned.",
            "Sin cambios desde la última actualización. El trabajo continúa según lo previsto.",
        ),
        (
            "A trial in one district ended. What was learned is being written down before it goes city-wide.",
            "Terminó una prueba en un distrito. Se está anotando lo aprendido antes de extenderlo a toda la ciudad.",
        ),
        (
            "The last comments are in. We are checking the result against what the report asked for.",
            "Llegaron los últimos comentarios. Estamos comparando el resultado con lo que pedía el informe.",
        ),
    ),
)
