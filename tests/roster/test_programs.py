"""Files in the shapes that programs export, understood without help: every column and what the clients come to.

The files in ``exports/`` are invented. Each is listed with the field of every column that means something (all others
must be left out) and some answers its clients must have.
"""

import io
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from icp.roster import build_roster, from_pasted, guess_mapping, read_table

TODAY = date(2026, 11, 22)
FILES = Path(__file__).parent / "exports"


@dataclass(frozen=True)
class Export:
    columns: dict[str, str]
    clients: dict[str, dict[str, object]]
    encoding: str = "utf-8"
    header_row: int = 1
    clients_in_all: int = 2
    skipped: tuple[tuple[int, str], ...] = field(default=())


NAMES = {"First Name": "first_name", "Last Name": "last_name"}

EXPORTS = {
    "hubspot_contacts.csv": Export(
        NAMES
        | {
            "Record ID": "record_id",
            "Email": "email",
            "Phone Number": "phone",
            "Associated Company": "company",
            "Original Source": "source",
            "Total Revenue": "total_sales",
            "Recent Deal Close Date": "last_date",
            "First Deal Created Date": "first_date",
            "Number of Associated Deals": "sales_count",
            "Industry": "industry",
            "Job Title": "occupation",
            "City": "place",
            "Date of Birth": "age",
        },
        {
            # 4,800 in 6 deals, December 2024 to November 2026: two years
            "Ana Brook": {
                "average_sale": 800,
                "frequency": 3,
                "age": 46,
                "last_date": "2026-09-14",
                "source": "Referrals",
            },
            "Gus Pine": {"source": "Offline Sources", "average_sale": None, "age": None},
        },
    ),
    "hubspot_companies.csv": Export(
        {
            "Record ID": "record_id",
            "Company name": "company",
            "Create Date": "first_date",
            "Phone Number": "phone",
            "Last Activity Date": "last_date",
            "City": "place",
            "Industry": "industry",
            "Original Traffic Source": "source",
            "Total Revenue": "total_sales",
            "Number of Associated Deals": "sales_count",
        },
        {
            "Brook Ltd": {"average_sale": 800, "frequency": 3, "annual_value": None},
            "Pine & Co": {"average_sale": 900, "frequency": 0.333333},
        },
    ),
    "hubspot_deals.csv": Export(
        {
            "Deal Stage": "sale_kind",
            "Close Date": "sale_date",
            "Amount": "amount",
            "Create Date": "first_date",
            "Associated Contact": "name",
            "Associated Contact IDs": "record_id",
            "Associated Company": "company",
        },
        {
            # 900 and 1,100, the lost 5,000 is none; December 2024 to November 2026
            "Ana Brook": {"record_id": "701", "average_sale": 1000, "frequency": 1, "last_date": "2026-03-01"},
            "Gus Pine": {"record_id": "702", "average_sale": 400, "company": "Pine & Co"},
        },
    ),
    "salesforce_contacts.csv": Export(
        {
            "Id": "record_id",
            "FirstName": "first_name",
            "LastName": "last_name",
            "MailingCity": "place",
            "Phone": "phone",
            "MobilePhone": "phone",
            "Email": "email",
            "Title": "occupation",
            "LeadSource": "source",
            "Birthdate": "age",
            "CreatedDate": "first_date",
            "LastActivityDate": "last_date",
            "Account.Name": "company",
            "Account.Industry": "industry",
            "Description": "notes",
        },
        {  # two people of one account are two clients
            "Ana Brook": {"phone": "020 7946 0001; 07700 900001", "first_date": "2023-01-01", "age": 46},
            "Tom Brook": {"company": "Brook Ltd", "annual_value": None},
        },
    ),
    "salesforce_report.csv": Export(
        NAMES
        | {
            "Title": "occupation",
            "Account Name": "company",
            "Mailing City": "place",
            "Phone": "phone",
            "Email": "email",
            "Lead Source": "source",
            "Last Activity": "last_date",
            "Contact ID": "record_id",
            "Created Date": "first_date",
        },
        {
            "Jörg Weiß": {"last_date": "2026-10-14", "first_date": "2023-05-16", "source": "Trade Show"},
            "Zoë Reed": {"source": None, "company": "Reed & Sons"},
        },
        encoding="cp1252",
    ),
    "pipedrive_people.csv": Export(
        {
            "Person - ID": "record_id",
            "Person - Name": "name",
            "Person - Organization": "company",
            "Person - Email - Work": "email",
            "Person - Email - Home": "email",
            "Person - Phone - Work": "phone",
            "Person - Phone - Mobile": "phone",
            "Person - Won deals": "sales_count",
            "Person - Last activity date": "last_date",
            "Person - Person created": "first_date",
            "Person - Job title": "occupation",
            "Person - Referred by": "referred_by",
            "Person - Birthday": "age",
        },
        {
            # 4 won in the 3 years from December 2023
            "Ana Brook": {
                "email": "ana@brook.example; ana@home.example",
                "frequency": 1.333333,
                "referred_by": "Gus Pine",
            },
            "Gus Pine": {"phone": "07700 900002", "frequency": 1},
        },
    ),
    "pipedrive_deals.csv": Export(
        {
            "Deal - Value": "amount",
            "Deal - Organization": "company",
            "Deal - Contact person": "name",
            "Deal - Status": "sale_kind",
            "Deal - Deal created": "first_date",
            "Deal - Won time": "sale_date",
            "Deal - Source Campaign": "source",
        },
        {
            "Ana Brook": {"average_sale": 1000, "frequency": 1, "source": "Spring", "last_date": "2026-03-01"},
            "Gus Pine": {"average_sale": 400, "source": "Fair"},
        },
    ),
    "zoho_contacts.csv": Export(
        NAMES
        | {
            "Record Id": "record_id",
            "Lead Source": "source",
            "Account Name": "company",
            "Email": "email",
            "Title": "occupation",
            "Phone": "phone",
            "Home Phone": "phone",
            "Mobile": "phone",
            "Date of Birth": "age",
            "Created Time": "first_date",
            "Last Activity Time": "last_date",
            "Mailing City": "place",
            "Description": "notes",
        },
        {"Ana Brook": {"source": "Chamber", "age": 46}, "Gus Pine": {"source": None, "first_date": "2023-05-16"}},
    ),
    "quickbooks_online_sales.csv": Export(
        {"": "name", "Transaction date": "sale_date", "Transaction type": "sale_kind", "Amount": "amount"},
        {
            # 1,000 + 1,400 − 400 in two invoices; January to December is one year
            "Ana Brook": {
                "average_sale": 1000,
                "frequency": 2,
                "first_date": "2025-01-15",
                "last_date": "2025-07-15",
            },
            "Pine & Co": {"average_sale": 250, "frequency": 1},
        },
        header_row=5,
        skipped=((10, "total"), (13, "total"), (14, "total"), (15, "blank"), (16, "blank"), (17, "footer")),
    ),
    "quickbooks_online_customers.csv": Export(
        {"Customer": "name", "Phone Numbers": "phone", "Email": "email"},
        {
            "Söhne & Co": {"email": "billing@soehne.example"},
            "Total Fitness": {"email": "hello@fit.example"},
            "Mona Reed": {"email": "mona@reed.example", "phone": None},
        },
        encoding="cp1252",
        header_row=4,
        clients_in_all=3,
        skipped=((8, "blank"), (9, "total"), (10, "blank"), (11, "footer")),
    ),
    "quickbooks_desktop.iif": Export(
        {
            "NAME": "name",
            "PHONE1": "phone",
            "PHONE2": "phone",
            "EMAIL": "email",
            "NOTE": "notes",
            "CTYPE": "source",
            "COMPANYNAME": "company",
            "FIRSTNAME": "first_name",
            "LASTNAME": "last_name",
        },
        {
            "Ana Brook": {"source": "From advertisement", "company": None},
            "Pine & Co": {"phone": "(555) 010-0002; (555) 010-0003", "notes": "asks first"},
        },
        header_row=6,
    ),
    "google_contacts_2024.csv": Export(
        NAMES
        | {
            "Middle Name": "middle_name",
            "Organization Name": "company",
            "Organization Title": "occupation",
            "Birthday": "age",
            "Notes": "notes",
            "E-mail 1 - Value": "email",
            "E-mail 2 - Value": "email",
            "Phone 1 - Value": "phone",
            "Address 1 - City": "place",
            "Relation 1 - Value": "referred_by",
        },
        {
            "Zoë Ångström": {
                "email": "zoe@nord.example; z@nord.example",
                "referred_by": "Bo Lind",
                "age": None,
                "place": "Stockholm",
            },
            "Ana Brook": {"email": "ana@brook.example; ana@home.example", "age": 46},
        },
    ),
    "google_contacts_old.csv": Export(
        {
            "Name": "name",
            "Given Name": "first_name",
            "Additional Name": "middle_name",
            "Family Name": "last_name",
            "Birthday": "age",
            "Gender": "gender",
            "Location": "place",
            "Occupation": "occupation",
            "Notes": "notes",
            "E-mail 1 - Value": "email",
            "Phone 1 - Value": "phone",
            "Organization 1 - Name": "company",
            "Relation 1 - Value": "referred_by",
        },
        {
            "Ana Brook": {
                "email": "ana@brook.example; a@b.example",
                "phone": "020 7946 0001; 020 7946 0009",
                "referred_by": "Gus Pine",
                "gender": "woman",
            },
            "Gus Pine": {},
        },
    ),
    "outlook.csv": Export(
        NAMES
        | {
            "Middle Name": "middle_name",
            "Company": "company",
            "Business City": "place",
            "Business Phone": "phone",
            "Business Phone 2": "phone",
            "Home Phone": "phone",
            "Mobile Phone": "phone",
            "Birthday": "age",
            "E-mail Address": "email",
            "E-mail 2 Address": "email",
            "Gender": "gender",
            "Notes": "notes",
            "Profession": "occupation",
            "Referred By": "referred_by",
        },
        {
            "Ana Brook": {
                "phone": "020 7946 0001; 07700 900001",
                "age": 46,
                "gender": "woman",
                "occupation": "Baker",
                "referred_by": "Gus Pine",
                "place": "Leeds",
            },
            "Gus Pine": {"phone": "07700 900002", "age": None, "gender": None},
        },
    ),
    "stripe_customers.csv": Export(
        {
            "id": "record_id",
            "Description": "notes",
            "Email": "email",
            "Name": "name",
            "Created (UTC)": "first_date",
            "Status": "status",
            "Total Spend": "total_sales",
            "Payment Count": "sales_count",
            "Average Order": "average_sale",
            "source (metadata)": "source",
        },
        {
            "Ana Brook": {"average_sale": 50, "frequency": 24, "source": "fair"},
            "Gus Pine": {"average_sale": 160, "frequency": 2, "notes": "paid by wire"},
        },
    ),
    "stripe_payments.csv": Export(
        {
            "Created date (UTC)": "sale_date",
            "Amount": "amount",
            "Description": "notes",
            "Status": "sale_kind",
            "Customer ID": "record_id",
            "Customer Email": "email",
        },
        {
            "ana@brook.example": {"average_sale": 100, "frequency": 2, "record_id": "cus_A1"},
            "gus@pine.example": {"average_sale": 50, "frequency": 1},  # the failed 500 is no sale
        },
    ),
    "linkedin_connections.csv": Export(
        NAMES
        | {
            "Email Address": "email",
            "Company": "company",
            "Position": "occupation",
            "Connected On": "first_date",
        },
        {
            "Ana Brook": {"company": "Acme, Inc.", "occupation": "Founder", "first_date": "2025-03-12"},
            "Gus Pine, MBA": {"first_date": "2024-01-03"},
        },
        header_row=4,
    ),
    "jungo.csv": Export(
        {
            "Id": "record_id",
            "MtgPlanner_CRM__Borrower_First_Name__c": "first_name",
            "MtgPlanner_CRM__Borrower_Last_Name__c": "last_name",
            "MtgPlanner_CRM__Borrower_Email__c": "email",
            "MtgPlanner_CRM__Referred_By_Text__c": "referred_by",
            "LeadSource": "source",
            "MtgPlanner_CRM__Application_Date__c": "first_date",
            "MtgPlanner_CRM__Funded_Date__c": "last_date",
        },
        {
            "Ana Brook": {
                "referred_by": "Gus Pine",
                "average_sale": None,
                "annual_value": None,
                "last_date": "2025-03-04",
            },
            "Mona Reed": {"source": "Past Client"},
        },
    ),
    "xero_contacts.csv": Export(
        {
            "*ContactName": "name",
            "AccountNumber": "record_id",
            "EmailAddress": "email",
            "FirstName": "first_name",
            "LastName": "last_name",
            "POCity": "place",
            "PhoneNumber": "phone",
            "MobileNumber": "phone",
            "DDINumber": "phone",
        },
        {
            "Brook Ltd": {"phone": "020 7946 0001; 07700 900001", "place": "Leeds"},
            "Gus Pine": {"record_id": "PIN001"},
        },
    ),
    "freshbooks_clients.csv": Export(
        NAMES
        | {
            "Organization": "company",
            "Email": "email",
            "Phone": "phone",
            "Mobile": "phone",
            "City": "place",
            "Notes": "notes",
        },
        {"Ana Brook": {"company": "Brook Ltd"}, "Pine & Co": {"email": "gus@pine.example"}},
    ),
    "square_customers.csv": Export(
        NAMES
        | {
            "Email Address": "email",
            "Phone Number": "phone",
            "Company Name": "company",
            "City": "place",
            "Birthday": "age",
            "Memo": "notes",
            "Square Customer ID": "record_id",
            "First Visit": "first_date",
            "Last Visit": "last_date",
            "Transaction Count": "sales_count",
            "Lifetime Spend": "total_sales",
        },
        {
            "Ana Brook": {"average_sale": 50, "frequency": 12, "phone": "+15550100001"},
            "Gus Pine": {"average_sale": 30, "frequency": 3},
        },
    ),
    "shopify_customers.csv": Export(
        NAMES
        | {
            "Customer ID": "record_id",
            "Email": "email",
            "Default Address Company": "company",
            "Default Address City": "place",
            "Default Address Phone": "phone",
            "Phone": "phone",
            "Total Spent": "total_sales",
            "Total Orders": "sales_count",
            "Note": "notes",
        },
        {
            "Ana Brook": {"record_id": "7210448301122", "average_sale": 1298.4, "notes": "Cattle ranch."},
            "Gus Pine": {"record_id": "7210448301123", "average_sale": 77.14},
        },
    ),
    "mailchimp_audience.csv": Export(
        NAMES | {"Email Address": "email", "Phone Number": "phone", "Birthday": "age", "NOTES": "notes"},
        {"Ana Brook": {"age": None, "notes": "likes tea"}, "Gus Pine": {"email": "gus@pine.example"}},
    ),
    "calendly_events.csv": Export(
        {
            "Invitee Name": "name",
            "Invitee First Name": "first_name",
            "Invitee Last Name": "last_name",
            "Invitee Email": "email",
            "Text Reminder Number": "phone",
            "Start Date & Time": "sale_date",
            "UTM Source": "source",
            "Event Price": "amount",
        },
        {
            "Ana Brook": {"average_sale": 100, "frequency": 2, "source": "newsletter", "place": None},
            "Gus Pine": {"average_sale": 50, "frequency": 1, "first_date": "2025-12-16"},
        },
    ),
    "acuity_appointments.csv": Export(
        NAMES
        | {
            "Start Time": "sale_date",
            "Phone": "phone",
            "Email": "email",
            "Type": "sale_kind",
            "Appointment Price": "amount",
            "Notes": "notes",
        },
        {
            "Ana Brook": {"average_sale": 100, "frequency": 2, "phone": "+15550100001"},
            "Gus Pine": {"average_sale": 50, "frequency": 1},
        },
    ),
    "lexoffice_kontakte.csv": Export(
        {
            "Kundennummer": "record_id",
            "Firmenname": "company",
            "Vorname": "first_name",
            "Nachname": "last_name",
            "Ort 1": "place",
            "Telefon 1": "phone",
            "Telefon 2": "phone",
            "E-Mail 1": "email",
            "E-Mail 2": "email",
            "Notiz": "notes",
        },
        {
            "Ina Bach": {"company": "Bach GmbH", "place": "Ulm", "notes": "trinkt Tee"},
            "Jörg Weiß": {"phone": "0228 100100; 0171 1001001", "record_id": "10002"},
        },
        encoding="cp1252",
    ),
    "datev_debitoren.csv": Export(
        {
            "Konto": "record_id",
            "Name (Adressattyp Unternehmen)": "company",
            "Unternehmensgegenstand": "industry",
            "Name (Adressattyp natürl. Person)": "last_name",
            "Vorname (Adressattyp natürl. Person)": "first_name",
            "Name (Adressattyp keine Angabe)": "name",
            "Ort": "place",
            "Telefon": "phone",
            "E-Mail": "email",
        },
        {"Bach GmbH": {"industry": "Bäckerei", "record_id": "10001"}, "Jörg Weiß": {"place": "Bonn"}},
        encoding="cp1252",
        header_row=2,
    ),
    "rechnungsausgang.csv": Export(
        {
            "Rechnungsdatum": "sale_date",
            "Kundennr.": "record_id",
            "Kunde": "name",
            "Nettobetrag": "amount",
            "Status": "sale_kind",
        },
        {
            "Bach GmbH": {"average_sale": 1200, "frequency": 2, "last_date": "2025-07-15"},
            "Jörg Weiß": {"average_sale": 250, "frequency": 1},
        },
        encoding="cp1252",
        skipped=((5, "total"),),
    ),
    "german_list.csv": Export(
        {
            "Kd.-Nr.": "record_id",
            "Kunde": "name",
            "Branche": "industry",
            "Umsatz mit uns pro Jahr": "annual_value",
            "Stunden pro Jahr": "hours",
            "Kunde seit": "first_date",
            "Letzter Auftrag": "last_date",
            "Empfohlen von": "referred_by",
            "Zahlt pünktlich": "pays_on_time",
            "Geburtsdatum": "age",
        },
        {
            "Müller GbR": {
                "annual_value": 1234.56,
                "hours": 12.5,
                "first_date": "2020-02-01",
                "last_date": "2026-04-03",
                "pays_on_time": 4,
                "age": 56,
            },
            "Kern & Söhne": {"annual_value": 2500, "first_date": "2019-05-01", "last_date": "2026-03-12"},
        },
        encoding="cp1252",
    ),
    "french_clients.csv": Export(
        {
            "Code client": "record_id",
            "Raison sociale": "company",
            "Nom": "last_name",
            "Prénom": "first_name",
            "Adresse e-mail": "email",
            "Téléphone portable": "phone",
            "Ville": "place",
            "Secteur d'activité": "industry",
            "CA facturé par an": "annual_value",
            "Première commande": "first_date",
            "Dernière commande": "last_date",
            "Recommandé par": "referred_by",
            "Remarques": "notes",
        },
        {
            "Anne Rive": {"annual_value": 4800.5, "first_date": "2024-02-01", "last_date": "2026-10-14"},
            "Guy Pin": {"annual_value": 640, "first_date": "2023-05-16", "last_date": "2026-09-01"},
        },
    ),
    "spanish_clientes.csv": Export(
        {
            "Número de cliente": "record_id",
            "Nombre": "first_name",
            "Apellidos": "last_name",
            "Correo electrónico": "email",
            "Teléfono móvil": "phone",
            "Ciudad": "place",
            "Sector": "industry",
            "Importe anual": "annual_value",
            "Cliente desde": "first_date",
            "Última compra": "last_date",
            "Cómo nos conoció": "source",
            "Fecha de nacimiento": "age",
            "Notas": "notes",
        },
        {
            "Ana Ríos Vega": {"annual_value": 4800.5, "first_date": "2024-02-03", "age": 46},
            "Guillermo Pino": {"source": "Internet; Amigos", "last_date": "2026-09-01"},
        },
        encoding="cp1252",
    ),
    "dutch_klanten.csv": Export(
        {
            "Klantnr.": "record_id",
            "Bedrijfsnaam": "company",
            "Voornaam": "first_name",
            "Tussenvoegsel": "middle_name",
            "Achternaam": "last_name",
            "E-mailadres": "email",
            "Mobiele telefoon": "phone",
            "Woonplaats": "place",
            "Branche": "industry",
            "Omzet per jaar": "annual_value",
            "Klant sinds": "first_date",
            "Laatste opdracht": "last_date",
            "Aanbevolen door": "referred_by",
            "Geboortedatum": "age",
            "Opmerkingen": "notes",
        },
        {
            "Anna van Beek": {"annual_value": 4800.5, "first_date": "2024-02-03", "last_date": "2026-10-14", "age": 46},
            "Gijs Den": {"annual_value": 640, "first_date": "2023-05-16"},
        },
    ),
    "utf16.tsv": Export(
        {"Name": "name", "Telefon": "phone", "Kunde seit": "first_date", "Jahreshonorar": "annual_value"},
        {"Zoë Ångström": {"annual_value": 1200}, "Łukasz Żak": {"first_date": "2021-03-04"}},
        encoding="utf-16",
    ),
    "header_on_row_12.csv": Export(
        {
            "Client Name": "name",
            "Client Since": "first_date",
            "Yearly Fees": "annual_value",
            "E-Mail": "email",
            "How They Found Us": "source",
        },
        {
            "Ana Brook": {"annual_value": 4800, "first_date": "2020-02-14"},
            "Gus Pine": {"annual_value": 640, "first_date": "2021-05-03"},
        },
        header_row=12,
    ),
    "paged_report.csv": Export(
        {"Client": "name", "City": "place", "Last Visit": "last_date", "Annual Fee": "annual_value"},
        {"Ana Brook": {"annual_value": 4800}, "Tom Vale": {"annual_value": 1200, "last_date": "2026-07-09"}},
        clients_in_all=4,
        skipped=((4, "footer"), (5, "header_again"), (8, "footer"), (9, "total"), (10, "footer")),
    ),
    "several_in_a_cell.csv": Export(
        {
            "Client": "name",
            "Source": "source",
            "Referred by": "referred_by",
            "Values": "values",
            "Problem": "problem",
        },
        {
            "Ana Brook": {"source": "Fair; Website", "values": "craft; humour", "referred_by": None},
            "Gus Pine": {"source": "Google; Fair", "referred_by": "Ana Brook"},
            "Mona Reed": {"source": "Fair; Google", "referred_by": "Gus Pine; Ana Brook", "values": None},
            "Tom Vale": {"source": None, "referred_by": "Mona Reed; Gus Pine", "problem": "payroll; books"},
        },
        clients_in_all=4,
    ),
    "blanks_and_negatives.csv": Export(
        {
            "Client": "name",
            "Average sale": "average_sale",
            "Annual value": "annual_value",
            "Hours": "hours",
            "Source": "source",
            "Industry": "industry",
            "Client since": "first_date",
            "Pays on time": "pays_on_time",
        },
        {
            "Ana Brook": {
                "average_sale": -40,
                "annual_value": -40,
                "hours": 12,
                "source": None,
                "industry": None,
                "first_date": None,
                "pays_on_time": 4,
            },
            "Gus Pine": {"average_sale": -40, "annual_value": 1234.5, "hours": None, "source": None, "industry": None},
            "Mona Reed": {"average_sale": -40, "annual_value": -1250, "source": None, "pays_on_time": None},
            "Tom Vale": {"average_sale": 1000, "annual_value": 99, "first_date": "2020-01-01", "pays_on_time": 0},
        },
        clients_in_all=4,
    ),
    "month_first.csv": Export(
        {
            "Customer": "name",
            "First order": "first_date",
            "Last order": "last_date",
            "Orders": "sales_count",
            "Total spent": "total_sales",
        },
        {
            # March 2024 to November 2026: 33 months
            "Ana Brook": {
                "first_date": "2024-03-04",
                "last_date": "2025-12-25",
                "average_sale": 250,
                "frequency": 1.454545,
            },
            "Gus Pine": {"first_date": "2023-07-09", "last_date": "2026-01-02", "average_sale": 45},
        },
    ),
    "loans.csv": Export(
        {
            "Borrower": "name",
            "Household Income": "income",
            "Closing Date": "sale_date",
            "Origination Fee": "amount",
            "Referral Source": "source",
        },
        {
            "Ana Brook": {"average_sale": 1500, "annual_value": None, "source": "Realtor"},
            "Mona Reed": {"average_sale": 1200, "last_date": "2026-04-20"},
        },
    ),
}


def read_export(name):
    text = (FILES / name).read_text(encoding="utf-8")
    return read_table(text.encode(EXPORTS[name].encoding), name)


@pytest.mark.parametrize("name", EXPORTS)
def test_every_column_is_understood_without_help(name, capsys):
    guesses = guess_mapping(read_export(name))
    expected = EXPORTS[name].columns
    wrong = [
        f"{guess.header}: {guess.field}, not {expected.get(guess.header)}"
        for guess in guesses
        if guess.field != expected.get(guess.header)
    ]
    with capsys.disabled():
        print(f"\n{name}: mapped right without help {len(guesses) - len(wrong)} of {len(guesses)}", end=" ")
    assert wrong == []
    assert expected.keys() <= {guess.header for guess in guesses}


@pytest.mark.parametrize("name", EXPORTS)
def test_clients_of_every_program(name):
    export = EXPORTS[name]
    table = read_export(name)
    roster = build_roster(table, guess_mapping(table), today=TODAY)
    found = {client.name: client.values for client in roster.clients}
    assert {
        client: {field: found.get(client, {}).get(field) for field in answers}
        for client, answers in export.clients.items()
    } == export.clients
    assert found.keys() >= export.clients.keys()
    assert (len(found), table.header_row) == (export.clients_in_all, export.header_row)
    receipt = roster.receipt
    assert receipt.rows_read == receipt.clients + receipt.merged + receipt.folded + len(receipt.skipped)
    if export.skipped:
        assert tuple((skip.row, skip.reason) for skip in receipt.skipped) == export.skipped


def test_a_pasted_table():
    table = from_pasted((FILES / "pasted.txt").read_text(encoding="utf-8"))
    guesses = guess_mapping(table)
    assert [guess.field for guess in guesses] == ["name", "tier", "annual_value", "hours", "source", "referred_by"]
    clients = {client.name: client.values for client in build_roster(table, guesses, today=TODAY).clients}
    assert clients["C.D."] == {
        "tier": 2,
        "annual_value": 9000,
        "hours": 120,
        "source": "Website",
        "referred_by": "A.B.",
    }


# ── files that are no text ───────────────────────────────────────────────────────────────────────────────────────


def test_a_workbook_with_a_title_and_real_dates():
    import xlsxwriter

    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        book.add_worksheet("Read me").write(0, 0, "Made by Salt Ltd")
        sheet = book.add_worksheet("Clients")
        sheet.write(0, 0, "Client list 2026")
        for at, header in enumerate(("Client ID", "Client", "Yearly Fees", "Client Since", "Full Address", "Source")):
            sheet.write(2, at, header)
        for row, (id, name, fee, since) in enumerate(
            [(7, "Brook, Ana", 4800.5, date(2024, 2, 3)), (8, "Gus Pine", 640, date(2023, 5, 16))], start=3
        ):
            sheet.write_row(row, 0, (id, name, fee))
            sheet.write_datetime(row, 3, since, day)
            sheet.write(row, 5, "Fair")
    table = read_table(data.getvalue(), "clients.xlsx", sheet="Clients")
    guesses = guess_mapping(table)
    assert [g.field for g in guesses] == ["record_id", "name", "annual_value", "first_date", None, "source"]
    roster = build_roster(table, guesses, today=TODAY)
    assert [(c.name, c.values) for c in roster.clients] == [
        ("Ana Brook", {"record_id": "7", "annual_value": 4800.5, "first_date": "2024-02-03", "source": "Fair"}),
        ("Gus Pine", {"record_id": "8", "annual_value": 640, "first_date": "2023-05-16", "source": "Fair"}),
    ]


VCARDS = {
    "2.1": (
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Wei=C3=9F;J=C3=B6rg;;;\n"
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg Wei=C3=9F\nTEL;CELL:0171 1001001\n"
        "EMAIL;INTERNET:j@weiss.example\nORG:Weiss GmbH;Sales\nTITLE:Director\nBDAY:19800513\nNOTE:drinks tea\n"
        "END:VCARD\n"
    ),
    "3.0": (
        "BEGIN:VCARD\nVERSION:3.0\nN:Weiß;Jörg;;;\nFN:Jörg Weiß\nTEL;TYPE=CELL:0171 1001001\n"
        "EMAIL;TYPE=INTERNET:j@weiss.example\nORG:Weiss GmbH;Sales\nTITLE:Director\nBDAY:1980-05-13\n"
        "NOTE:drinks tea\nEND:VCARD\n"
    ),
    "4.0": (
        "BEGIN:VCARD\nVERSION:4.0\nN:Weiß;Jörg;;;\nFN:Jörg Weiß\nTEL;VALUE=uri;TYPE=cell:tel:0171 1001001\n"
        "EMAIL:j@weiss.example\nORG:Weiss GmbH;Sales\nTITLE:Director\nBDAY:19800513\nNOTE:drinks tea\nEND:VCARD\n"
    ),
}


@pytest.mark.parametrize("version", VCARDS)
def test_phone_books(version):
    table = read_table(VCARDS[version].encode(), "contacts.vcf")
    guesses = guess_mapping(table)
    assert {g.header: g.field for g in guesses if g.field} == {
        "Full name": "name",
        "First name": "first_name",
        "Last name": "last_name",
        "Email": "email",
        "Phone": "phone",
        "Company": "company",
        "Job title": "occupation",
        "Birthday": "age",
        "City": "place",
        "Notes": "notes",
    }
    [client] = build_roster(table, guesses, today=TODAY).clients
    assert client.name == "Jörg Weiß"
    assert client.values == {
        "phone": "0171 1001001",
        "email": "j@weiss.example",
        "company": "Weiss GmbH",
        "occupation": "Director",
        "age": 46,
        "notes": "drinks tea",
    }
