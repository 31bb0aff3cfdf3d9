"""Two years of appeals: most ended within days, one was wrong and was corrected, two stand today."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.access.models import Person
from commonground.domains.newsroom.actions import drafting, pictures, publishing
from commonground.domains.newsroom.demonstration.pictures import still_of_a_person, still_of_a_vehicle
from commonground.domains.newsroom.models import Appeal
from commonground.foundation import clock

FILM = Path(__file__).with_name("passing_car.mp4")  # drawn, like the pictures
RED, GREEN, GREY, BLUE = (150, 38, 38), (46, 92, 60), (120, 124, 128), (46, 72, 130)


@dataclass(frozen=True)
class Told:
    """One appeal: how long ago, what it asks, how it went."""

    days_ago: int
    title: str
    title_es: str
    facts: str
    facts_es: str
    offence: str
    shown_is: str
    place: str
    outcome: str = ""
    text: str = ""
    text_es: str = ""
    ended_after: timedelta = timedelta(0)
    identified_after: timedelta | None = None
    correction: str = ""
    correction_es: str = ""
    color: tuple[int, int, int] = RED
    filmed: bool = False


APPEALS = (
    Told(
        610, "Do you know this car?", "¿Conoce este auto?",
        "A grey sedan left the corner of Mill and Third after a pedestrian was struck. Its left rear light is broken.",
        "Un sedán gris abandonó la esquina de Mill y Third tras atropellar a un peatón. Su luz trasera izquierda está rota.",
        "felony-person", "nobody", "Mill Street and Third", "identified",
        "The driver was identified after a reader knew the car.",
        "Se identificó al conductor después de que una lectora reconociera el auto.",
        timedelta(days=2), timedelta(hours=5), color=GREY,
    ),
    Told(
        470, "Do you know this person?", "¿Conoce a esta persona?",
        "Three pharmacies were robbed in one week by a man in a green jacket who asked for the same medicine each time.",
        "Un hombre con chaqueta verde asaltó tres farmacias en una semana y pidió siempre el mismo medicamento.",
        "felony-person", "suspect", "Levee District", "identified",
        "He was identified the same evening. Thank you to everybody who wrote.",
        "Fue identificado esa misma noche. Gracias a quienes escribieron.",
        timedelta(days=1), timedelta(minutes=31), color=GREEN,
    ),
    Told(
        390, "Help us to find Mr. Ansel Quigley", "Ayúdenos a encontrar al señor Ansel Quigley",
        "He is 74, left Orchard House on foot on Sunday and may be confused. His family asked us to show this picture.",
        "Tiene 74 años, salió a pie de Orchard House el domingo y puede estar desorientado. Su familia pidió mostrarlo.",
        "missing-person", "missing-adult", "Orchard House", "found-safe",
        "Mr. Quigley is home and well.", "El señor Quigley está en casa y se encuentra bien.",
        timedelta(hours=9), timedelta(hours=8), color=BLUE,
    ),
    Told(
        300, "Do you know this person?", "¿Conoce a esta persona?",
        "Somebody set fire to the boathouse at Cooper's Bend at about 2 a.m. A person was filmed leaving it.",
        "Alguien incendió el cobertizo de botes en Cooper's Bend hacia las 2 a. m. Se filmó a una persona que salía de allí.",
        "felony-person", "suspect", "Cooper's Bend", "not-involved",
        "The person shown had come to help and called 911. We were wrong, and we have apologized.",
        "La persona mostrada había llegado a ayudar y llamó al 911. Nos equivocamos y hemos pedido disculpas.",
        timedelta(days=3), correction="The person shown did nothing wrong. Please delete copies of the picture.",
        correction_es="La persona mostrada no hizo nada malo. Borre, por favor, las copias de la imagen.", color=GREY,
    ),
    Told(
        210, "Do you know this van?", "¿Conoce esta camioneta?",
        "A blue van was seen at four break-ins in workshops on Foundry Row.",
        "Se vio una camioneta azul en cuatro robos a talleres de Foundry Row.",
        "felony-property", "nobody", "Foundry Row", "identified",
        "Its owner was identified.", "Se identificó a su propietario.",
        timedelta(days=6), timedelta(hours=2), color=BLUE,
    ),
    Told(
        120, "Did you see this?", "¿Vio usted esto?",
        "A cyclist was pushed into the canal near the lock on a Friday afternoon. Many people were on the towpath.",
        "Un viernes por la tarde empujaron a un ciclista al canal cerca de la esclusa. Había mucha gente en el camino.",
        "felony-person", "nobody", "Canal lock", "expired", color=GREY,
    ),
    Told(
        9, "Do you know this person?", "¿Conoce a esta persona?",
        "On Thursday at 9:40 p.m. a man in a red jacket threatened a clerk at the ferry landing with a knife and took the till. "
        "He left on foot towards Cooper's Bend. He has a limp.",
        "El jueves a las 9:40 p. m., un hombre con chaqueta roja amenazó con un cuchillo a una empleada en el embarcadero y "
        "se llevó la caja. Se fue a pie hacia Cooper's Bend. Cojea.",
        "felony-person", "suspect", "Ferry landing", color=RED,
    ),
    Told(
        3, "Do you know this car?", "¿Conoce este auto?",
        "A green hatchback was left running outside the library while its driver smashed the book return and two windows.",
        "Dejaron en marcha un auto verde frente a la biblioteca mientras su conductor rompía el buzón de libros y dos ventanas.",
        "felony-property", "nobody", "Public library", color=GREEN, filmed=True,
    ),
)  # fmt: skip


def tell_story(people: dict[str, Person]) -> None:
    """Lays down the appeals with the real actions, each on its own days."""
    writer, approver = people["detective"], people["investigations-commander"]
    today = clock.now().replace(hour=15, minute=20, second=0, microsecond=0)
    for told in APPEALS:
        _tell(told, today - timedelta(days=told.days_ago), writer, approver)


def _tell(told: Told, moment: datetime, writer: Person, approver: Person) -> None:
    with clock.stopped_at(moment - timedelta(hours=2)):
        appeal = drafting.draft_appeal(details=_details(told, moment), by=writer)
        pictures.add_picture(appeal=appeal, shown=_still(told, moment), by=writer)
        if told.filmed:
            pictures.add_picture(appeal=appeal, shown=_film(told, moment), by=writer)
        appeal = drafting.propose_appeal(appeal=appeal, by=writer)
    with clock.stopped_at(moment):
        appeal = publishing.approve_appeal(appeal=appeal, expected_version=appeal.version, by=approver)
    _end(told, appeal, moment, writer, approver)


def _end(told: Told, appeal: Appeal, moment: datetime, writer: Person, approver: Person) -> None:
    if told.identified_after is not None:
        with clock.stopped_at(moment + told.identified_after):
            publishing.note_identification(appeal=appeal, at=clock.now(), by=writer)
    if told.correction:
        with clock.stopped_at(moment + told.ended_after):
            publishing.correct_appeal(
                appeal=appeal, text=told.correction, text_es=told.correction_es, by=approver
            )
    if told.outcome:
        after = told.ended_after or timedelta(days=60)
        with clock.stopped_at(moment + after):
            publishing.end_appeal(
                appeal=appeal, outcome=told.outcome, text=told.text, text_es=told.text_es, by=writer
            )


def _details(told: Told, moment: datetime) -> drafting.AppealDetails:
    return drafting.AppealDetails(
        title=told.title,
        facts=told.facts,
        offence=told.offence,
        legal_basis="family-request" if told.offence == "missing-person" else "investigation",
        happened_on=(moment - timedelta(days=2)).date(),
        place=told.place,
        shown_is=told.shown_is,
        shows_face=told.shown_is != "nobody" and told.offence != "felony-property",
        person_name="Ansel Quigley" if told.shown_is == "missing-adult" else "",
        case_number=f"RB-{moment:%y}-{told.days_ago:04d}",
        expires_on=drafting.usual_last_day(),
        translations={"es": {"title": told.title_es, "facts": told.facts_es}},
    )


def _still(told: Told, moment: datetime) -> pictures.Shown:
    vehicle = told.shown_is == "nobody"
    return pictures.Shown(
        _drawn(told, moment),
        "A still from a camera: " + ("a vehicle" if vehicle else "a person in a jacket"),
        "Imagen de una cámara: " + ("un vehículo" if vehicle else "una persona con chaqueta"),
    )


def _film(told: Told, moment: datetime) -> pictures.Shown:
    return pictures.Shown(
        SimpleUploadedFile("camera-2.mp4", FILM.read_bytes()),
        "Six seconds of a camera at the library: a green hatchback drives past from left to right. There is no sound.",
        "Seis segundos de una cámara de la biblioteca: un auto verde pasa de izquierda a derecha. No hay sonido.",
        speech="none",
        still=_drawn(told, moment),
    )


def _drawn(told: Told, moment: datetime) -> SimpleUploadedFile:
    stamp = f"CAM 4  {moment - timedelta(days=2):%Y-%m-%d %H:%M}"
    draw = still_of_a_vehicle if told.shown_is == "nobody" else still_of_a_person
    return draw(told.color, stamp)
