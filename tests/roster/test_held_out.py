"""Header sets the aliases were not written for: how well files of unknown programs are understood.

Three rounds, each written down before the aliases were worked on again, measured, and only then learned from:

- first (capsule … pennylane): 174 of 201 columns right, 4 mistaken for something else;
- second (insightly … a list kept by hand): 129 of 151, 3 mistaken;
- third, ``HELD_OUT``: 112 of 136, 1 mistaken. Nothing was added for it.

The first two are ``SEEN`` now, together with an Italian and a Portuguese file whose languages were added after 12 of
their 27 columns had been right. What is asserted is what was measured, so that a change that understands strangers
less well is noticed. One truth was put right since: a "Second name" is part of the name.
"""

from icp.roster import guess_mapping, read_table

# header | two cells | the field a reader who knows the program would choose ("" leave out)
SEEN = {
    "capsule": """
        ID | 40211 | 40212 | record_id
        Type | Person | Person |
        Title | Ms | Mr |
        First Name | Ana | Gus | first_name
        Last Name | Brook | Pine | last_name
        Job Title | Owner | Buyer | occupation
        Organisation | Brook Ltd | Pine & Co | company
        Email Address (Work) | ana@brook.example | gus@pine.example | email
        Phone Number (Mobile) | 020 7946 0001 | 020 7946 0002 | phone
        Address Street | 1 Way | 2 Way |
        City | Leeds | York | place
        State | | |
        Postcode | LS1 1AA | YO1 1AA |
        Country | UK | UK |
        Tags | VIP | Trade |
        About | likes tea | | notes
        Owner | Pat | Pat |
        Created | 2024-02-03 10:00:00 | 2023-05-06 11:00:00 | first_date
        Updated | 2026-02-03 10:00:00 | 2026-05-06 11:00:00 |
        Last Contacted | 2026-09-01 | 2026-10-02 | last_date
    """,
    "copper": """
        Copper ID | 101 | 102 | record_id
        Name | Ana Brook | Gus Pine | name
        Company | Brook Ltd | Pine & Co | company
        Title | Owner | Buyer | occupation
        Contact Type | Current Customer | Potential Customer |
        Email | ana@brook.example | gus@pine.example | email
        Email Type | work | work |
        Phone Number | 020 7946 0001 | 020 7946 0002 | phone
        City | Leeds | York | place
        Details | met at fair | | notes
        Owned By | Pat | Pat |
        Source | Fair | Web | source
        Interaction Count | 12 | 3 |
        Last Interaction Date | 9/1/2026 | 10/14/2026 | last_date
        Created At | 2/3/2024 | 5/16/2023 | first_date
    """,
    "keap": """
        Contact Id | 7 | 9 | record_id
        First Name | Ana | Gus | first_name
        Last Name | Brook | Pine | last_name
        Company Name | Brook Ltd | Pine & Co | company
        Email | ana@brook.example | gus@pine.example | email
        Phone 1 | (555) 010-0001 | (555) 010-0002 | phone
        City (Billing) | Leeds | York | place
        Lead Source | Fair | Web | source
        Lead Source Category | Offline | Online |
        Referral Code | AB1 | |
        Birthday | 05/13/1980 | 11/02/1975 | age
        Spouse Name | Tom | |
        Job Title | Owner | Buyer | occupation
        Date Created | 02/03/2024 | 05/16/2023 | first_date
        Last Updated | 02/03/2026 | 05/16/2026 |
        Person Notes | likes tea | | notes
    """,
    "wave": """
        customer_name | Brook Ltd | Pine & Co | name
        email | ana@brook.example | gus@pine.example | email
        contact_first_name | Ana | Gus | first_name
        contact_last_name | Brook | Pine | last_name
        customer_currency | USD | USD |
        account_number | A-1 | A-2 | record_id
        phone | (555) 010-0001 | (555) 010-0002 | phone
        fax | | |
        mobile | (555) 010-0003 | | phone
        website | brook.example | |
        country | US | US |
        province/state | Ohio | Ohio |
        address_line_1 | 1 Way | 2 Way |
        city | Dayton | Akron | place
        postal_code/zip_code | 45402 | 44301 |
        internal_notes | late twice | | notes
    """,
    "jobber": """
        J-ID | 881 | 882 | record_id
        Display Name | Ana Brook | Pine & Co | name
        Company Name | | Pine & Co | company
        Main Phone #s | 555-010-0001 | 555-010-0002 | phone
        E-mails | ana@brook.example | gus@pine.example | email
        Billing Street 1 | 1 Way | 2 Way |
        Billing City | Dayton | Akron | place
        Billing Zip code | 45402 | 44301 |
        Lead source | Google | Neighbour | source
        Created date | 2024-02-03 | 2023-05-06 | first_date
        Archived | false | false |
        Receives invoices | true | true |
        CFT[Referred by] | | Ana Brook | referred_by
        CFT[Gate code] | 1234 | |
    """,
    "mindbody": """
        ID | 100000012 | 100000013 | record_id
        Last Name | Brook | Pine | last_name
        First Name | Ana | Gus | first_name
        Email | ana@brook.example | gus@pine.example | email
        Cell Phone | 5550100001 | 5550100002 | phone
        Home Phone | | 5550100003 | phone
        City | Dayton | Akron | place
        Postal Code | 45402 | 44301 |
        Birth Date | 5/13/1980 | 11/2/1975 | age
        Gender | Female | Male | gender
        Referral Type | Friend | Walk-by | source
        Referred By | Gus Pine | | referred_by
        First Visit | 2/3/2024 | 5/16/2023 | first_date
        Last Visit | 9/1/2026 | 10/14/2026 | last_date
        # Visits | 41 | 12 | sales_count
        Lifetime Sales | $2,050.00 | $640.00 | total_sales
        Account Balance | 0.00 | 0.00 |
        Active | Yes | Yes | status
    """,
    "sevdesk": """
        Kunden-Nr. | 1001 | 1002 | record_id
        Organisation | Bach GmbH | | company
        Anrede | Frau | Herr |
        Titel | | Dr. |
        Vorname | Ina | Jörg | first_name
        Nachname | Bach | Weiß | last_name
        Kategorie | Kunde | Kunde |
        Strasse | Weg 1 | Weg 2 |
        PLZ | 89073 | 53111 |
        Ort | Ulm | Bonn | place
        Land | Deutschland | Deutschland |
        Telefon | 0731 100100 | 0228 100100 | phone
        E-Mail | ina@bach.example | j@weiss.example | email
        Geburtstag | 13.05.1980 | 02.11.1975 | age
        IBAN | | |
        Zahlungsziel Tage | 14 | 14 |
        Beschreibung | trinkt Tee | | notes
    """,
    "holded": """
        Nombre | Ana Ríos | Pino S.L. | name
        NIF | 00000000T | B00000000 |
        Email | ana@rios.example | g@pino.example | email
        Teléfono | 910 000 001 | 910 000 002 | phone
        Móvil | 600 000 001 | | phone
        Dirección | Calle 1 | Calle 2 |
        Población | Sevilla | Cádiz | place
        Código postal | 41001 | 11001 |
        Provincia | Sevilla | Cádiz |
        País | España | España |
        Etiquetas | vip | |
        Fecha de alta | 03/02/2024 | 16/05/2023 | first_date
        Ventas totales | 4.800,00 | 640,00 | total_sales
        Recomendado por | | Ana Ríos | referred_by
        Observaciones | puntual | | notes
    """,
    "teamleader": """
        Bedrijfsnaam | Beek BV | Den & Zn. | company
        Contactpersoon | Anna Beek | Gijs Den | name
        E-mailadres | anna@beek.example | gijs@den.example | email
        Telefoonnummer | 020 000 0001 | 020 000 0002 | phone
        Plaats | Utrecht | Delft | place
        Postcode | 3511 AA | 2611 AA |
        Land | Nederland | Nederland |
        BTW-nummer | NL000000000B01 | NL000000000B02 |
        Sector | Bakkerij | Bouw | industry
        Omzet | 900.000,00 | 400.000,00 |
        Klant sinds | 03-02-2024 | 16-05-2023 | first_date
        Laatste factuur | 01-09-2026 | 14-10-2026 | last_date
        Bron lead | Beurs | Web | source
        Verantwoordelijke | Pat | Pat |
        Achtergrondinfo | drinkt thee | | notes
    """,
    "dynamics": """
        (Do Not Modify) Contact | 0a1b | 0a1c |
        (Do Not Modify) Row Checksum | x1 | x2 |
        (Do Not Modify) Modified On | 2026-02-03 10:00 | 2026-05-06 11:00 |
        Full Name | Ana Brook | Gus Pine | name
        Email | ana@brook.example | gus@pine.example | email
        Company Name | Brook Ltd | Pine & Co | company
        Business Phone | 020 7946 0001 | 020 7946 0002 | phone
        Job Title | Owner | Buyer | occupation
        Address 1: City | Leeds | York | place
        Preferred Method of Contact | Phone | Email | communication
        Originating Lead | Fair 2024 | Web form |
        Status | Active | Inactive | status
        Created On | 2024-02-03 10:00 | 2023-05-16 11:00 | first_date
        Annual Income | 60000 | 40000 | income
    """,
    "woocommerce": """
        Name | Ana Brook | Gus Pine | name
        Username | ana | gus |
        Last Active | 2026-09-01 10:00:00 | 2026-10-14 10:00:00 | last_date
        Sign Up | 2024-02-03 10:00:00 | 2023-05-16 10:00:00 | first_date
        Email | ana@brook.example | gus@pine.example | email
        Orders | 24 | 3 | sales_count
        Total Spend | 1200.00 | 640.00 | total_sales
        AOV | 50.00 | 213.33 | average_sale
        Country / Region | GB | GB |
        City | Leeds | York | place
        Region | | |
        Postal Code | LS1 1AA | YO1 1AA |
    """,
    "paypal": """
        Date | 02/03/2025 | 05/16/2025 | sale_date
        Time | 10:00:01 | 11:00:02 |
        TimeZone | PST | PDT |
        Name | Ana Brook | Gus Pine | name
        Type | Website Payment | Website Payment | sale_kind
        Status | Completed | Completed | sale_kind
        Currency | USD | USD |
        Gross | 120.00 | 64.00 | amount
        Fee | -3.78 | -2.16 |
        Net | 116.22 | 61.84 |
        From Email Address | ana@brook.example | gus@pine.example | email
        To Email Address | me@salt.example | me@salt.example |
        Transaction ID | 0AB1 | 0AB2 |
        Balance | 116.22 | 178.06 |
    """,
    "pennylane": """
        Référence | C-1 | C-2 | record_id
        Raison sociale | Rive SARL | Pin & Fils | company
        Prénom | Anne | Guy | first_name
        Nom | Rive | Pin | last_name
        Adresse e-mail | anne@rive.example | guy@pin.example | email
        Numéro de téléphone | 01 00 00 00 01 | 01 00 00 00 02 | phone
        Ville | Lyon | Lille | place
        Code postal | 69001 | 59000 |
        Pays | France | France |
        Numéro de TVA | FR00 | FR01 |
        Origine du contact | Salon | Web | source
        Client depuis le | 03/02/2024 | 16/05/2023 | first_date
        Dernière facture | 01/09/2026 | 14/10/2026 | last_date
        CA annuel | 900 000,00 | 400 000,00 |
        Commentaires | ponctuelle | | notes
    """,
    "insightly": """
        RecordId | 5001 | 5002 | record_id
        Salutation | Ms. | Mr. |
        FirstName | Ana | Gus | first_name
        LastName | Brook | Pine | last_name
        LinkedIn | | |
        EmailAddress | ana@brook.example | gus@pine.example | email
        BusinessPhone | 020 7946 0001 | 020 7946 0002 | phone
        MobilePhone | 07700 900001 | | phone
        AssistantName | | |
        Organization | Brook Ltd | Pine & Co | company
        Role | Owner | Buyer | occupation
        DateOfBirth | 1980-05-13 | 1975-11-02 | age
        MailingCity | Leeds | York | place
        MailingPostalCode | LS1 1AA | YO1 1AA |
        Background | met at fair | | notes
        DateCreated | 2024-02-03 10:00 | 2023-05-16 11:00 | first_date
        DateUpdated | 2026-02-03 10:00 | 2026-05-16 11:00 |
        ResponsibleUser | Pat | Pat |
    """,
    "freshsales": """
        Id | 70001 | 70002 | record_id
        First name | Ana | Gus | first_name
        Last name | Brook | Pine | last_name
        Job title | Owner | Buyer | occupation
        Emails | ana@brook.example | gus@pine.example | email
        Work | 020 7946 0001 | 020 7946 0002 | phone
        Mobile | 07700 900001 | | phone
        Sales account | Brook Ltd | Pine & Co | company
        Customer fit | 80 | 20 |
        Source | Fair | Web | source
        Campaign | Spring | |
        Sales owner | Pat | Pat |
        Lifecycle stage | Customer | Customer |
        Last contacted time | 2026-09-01 10:00 | 2026-10-14 10:00 | last_date
        Created at | 2024-02-03 10:00 | 2023-05-16 11:00 | first_date
        Won deals value | 4800 | 640 | total_sales
        Won deals count | 6 | 1 | sales_count
    """,
    "honeybook": """
        Full Name | Ana Brook | Gus Pine | name
        Email Address | ana@brook.example | gus@pine.example | email
        Phone Number | 555-010-0001 | 555-010-0002 | phone
        Project Name | Wedding | Portrait |
        Project Type | Wedding | Portrait |
        Project Date | 06/13/2026 | 10/14/2026 |
        Project Creation Date | 02/03/2025 | 05/16/2026 |
        Lead Source | Instagram | Referral | source
        Total Project Value | $4,800.00 | $640.00 |
        Booked Date | 02/20/2025 | 05/26/2026 |
        Location | Leeds | York | place
        Additional Info | likes tea | | notes
    """,
    "jane": """
        Patient Number | 31 | 32 | record_id
        Preferred First Name | Annie | |
        First Name | Ana | Gus | first_name
        Last Name | Brook | Pine | last_name
        Pronouns | she/her | he/him |
        Sex | F | M | gender
        Birth Date | 1980-05-13 | 1975-11-02 | age
        Email | ana@brook.example | gus@pine.example | email
        Mobile Phone | 555-010-0001 | 555-010-0002 | phone
        City | Ottawa | Toronto | place
        Postal | K1A 0A1 | M4B 1B3 |
        Occupation | Baker | Buyer | occupation
        Referral Source | Friend | Doctor | source
        Referred To | Dr. Reed | Dr. Reed |
        Family Doctor | Dr. Vale | Dr. Vale |
        Member Since | 2024-02-03 | 2023-05-16 | first_date
        Discharged | No | No |
    """,
    "fresha": """
        Client ID | 8001 | 8002 | record_id
        First Name | Ana | Gus | first_name
        Last Name | Brook | Pine | last_name
        Mobile Number | +44 7700 900001 | +44 7700 900002 | phone
        Email | ana@brook.example | gus@pine.example | email
        Gender | Female | Male | gender
        Date of Birth | 13 May 1980 | 2 Nov 1975 | age
        Referral Source | Walk-In | Fresha | source
        Added | 3 Feb 2024 | 16 May 2023 | first_date
        Last Appointment | 1 Sep 2026 | 14 Oct 2026 | last_date
        Appointments | 41 | 12 | sales_count
        No-shows | 2 | 0 |
        Total Sales | 2050.00 | 640.00 | total_sales
        Outstanding | 0.00 | 0.00 |
        Blocked | No | No |
        Accepts Marketing | Yes | No |
        Note | likes tea | | notes
    """,
    "salesforce opportunities": """
        Opportunity Owner | Pat | Pat |
        Account Name | Brook Ltd | Pine & Co | company
        Opportunity Name | Books | Audit |
        Stage | Closed Won | Closed Won | sale_kind
        Fiscal Period | Q1-2025 | Q2-2026 |
        Amount | 900 | 640 | amount
        Probability (%) | 100 | 100 |
        Age | 41 | 12 |
        Close Date | 3/14/2025 | 5/20/2026 | sale_date
        Created Date | 1/10/2025 | 2/11/2026 | first_date
        Next Step | | |
        Lead Source | Web | Fair | source
        Type | New Business | Existing Business |
    """,
    "billomat": """
        Kundennummer | 1001 | 1002 | record_id
        Firma | Bach GmbH | | company
        Anrede | Frau | Herr |
        Vorname | Ina | Jörg | first_name
        Name | Bach | Weiß | last_name
        Straße | Weg 1 | Weg 2 |
        PLZ | 89073 | 53111 |
        Ort | Ulm | Bonn | place
        Telefon | 0731 100100 | 0228 100100 | phone
        Fax | | |
        Mobil | | 0171 1001001 | phone
        Email | ina@bach.example | j@weiss.example | email
        Umsatzsteuer-ID | DE000000000 | |
        Umsatz netto | 4.800,00 | 640,00 | total_sales
        Erstellt | 03.02.2024 | 16.05.2023 | first_date
        Schlagworte | Stamm | |
        Bemerkung | trinkt Tee | | notes
    """,
    "fatture in cloud": """
        Codice | C1 | C2 | record_id
        Denominazione | Riva SRL | Guido Pino | name
        Partita IVA | 00000000000 | |
        Codice fiscale | | PNIGDU75S02A000X |
        Indirizzo | Via 1 | Via 2 |
        CAP | 20100 | 00100 |
        Città | Milano | Roma | place
        Provincia | MI | RM |
        Email | a@riva.example | g@pino.example | email
        Telefono | 02 0000001 | 06 0000002 | phone
        Referente | Anna Riva | |
        Fatturato | 900.000,00 | |
        Cliente dal | 03/02/2024 | 16/05/2023 | first_date
        Note | puntuale | | notes
    """,
    "moneybird": """
        Klantnummer | 1 | 2 | record_id
        Bedrijfsnaam | Beek BV | | company
        Voornaam | Anna | Gijs | first_name
        Achternaam | Beek | Den | last_name
        Adres | Weg 1 | Weg 2 |
        Postcode | 3511 AA | 2611 AA |
        Plaats | Utrecht | Delft | place
        E-mailadres facturen | anna@beek.example | gijs@den.example | email
        Telefoon | 020 000 0001 | 020 000 0002 | phone
        BTW-nummer | | |
        Openstaand bedrag | 0,00 | 120,00 |
        Totaal gefactureerd | 4.800,00 | 640,00 | total_sales
        Laatste factuurdatum | 01-09-2026 | 14-10-2026 | last_date
        Notitie | drinkt thee | | notes
    """,
    "a list kept by hand": """
        Who | Ana Brook | Gus Pine | name
        What they do | Bakery | Timber | industry
        How we met | Fair | Ana | source
        Fees 2025 | £4,800 | £640 | annual_value
        Hrs | 40 | 12 | hours
        Started | Feb 2024 | May 2023 | first_date
        Town | Leeds | York | place
        Pays on time? | always | rarely | pays_on_time
        Would recommend us | 4 | 1 | speaks_well
        Kids | 2 | 0 |
        Fun? | yes | no |
        Comments | likes tea | | notes
    """,
    "vendus": """
        Código | 1 | 2 | record_id
        Nome | Ana Rios | Pinho Lda | name
        NIF | 000000000 | 000000001 |
        Morada | Rua 1 | Rua 2 |
        Localidade | Porto | Braga | place
        Telefone | 220 000 001 | 253 000 001 | phone
        Telemóvel | 910 000 001 | | phone
        E-mail | ana@rios.example | g@pinho.example | email
        Data de nascimento | 13/05/1980 | | age
        Cliente desde | 03/02/2024 | 16/05/2023 | first_date
        Última compra | 01/09/2026 | 14/10/2026 | last_date
        Total de compras | 4.800,00 | 640,00 | total_sales
        Observações | pontual | | notes
    """,
    "fattura24": """
        Ragione sociale | Riva SRL | Pino Guido | company
        Partita IVA | 00000000000 | |
        Comune | Milano | Roma | place
        Telefono | 02 0000001 | 06 0000002 | phone
        Cellulare | 333 0000001 | | phone
        E-mail | a@riva.example | g@pino.example | email
        Data di nascita | | 02/11/1975 | age
        Professione | | Medico | occupation
        Settore | Panificio | Sanità | industry
        Segnalato da | Guido Pino | | referred_by
        Fatturato annuo con noi | 4.800,00 | 640,00 | annual_value
        Primo acquisto | 03/02/2024 | 16/05/2023 | first_date
        Ultimo acquisto | 01/09/2026 | 14/10/2026 | last_date
        Annotazioni | puntuale | | notes
    """,
}

HELD_OUT = {
    "bitrix24": """
        ID | 11 | 12 | record_id
        Salutation | Ms. | Mr. |
        First name | Ana | Gus | first_name
        Second name | | R | middle_name
        Last name | Brook | Pine | last_name
        Date of birth | 05/13/1980 | 11/02/1975 | age
        Created | 02/03/2024 10:00:00 am | 05/16/2023 11:00:00 am | first_date
        Source | Fair | Web | source
        Work Phone | 555-010-0001 | 555-010-0002 | phone
        Mobile | 555-010-0003 | | phone
        Corporate Website | | |
        Work E-mail | ana@brook.example | gus@pine.example | email
        Position | Owner | Buyer | occupation
        Comment | likes tea | | notes
        Responsible | Pat | Pat |
        Company | Brook Ltd | Pine & Co | company
        Export | Yes | Yes |
    """,
    "odoo": """
        External ID | __export__.1 | __export__.2 | record_id
        Name | Brook Ltd | Gus Pine | name
        Company Type | Company | Individual |
        Related Company | | |
        Street | 1 Way | 2 Way |
        City | Leeds | York | place
        Zip | LS1 1AA | YO1 1AA |
        Phone | 020 7946 0001 | 020 7946 0002 | phone
        Mobile | 07700 900001 | | phone
        Email | ana@brook.example | gus@pine.example | email
        Job Position | | Buyer | occupation
        Tags | VIP | |
        Salesperson | Pat | Pat |
        Total Invoiced | 4800 | 640 | total_sales
        Industry | Bakery | Timber | industry
        Notes | likes tea | | notes
        Created on | 2024-02-03 10:00:00 | 2023-05-16 11:00:00 | first_date
    """,
    "close": """
        id | lead_1 | lead_2 |
        lead_id | lead_1 | lead_2 | record_id
        display_name | Brook Ltd | Pine & Co | name
        status_label | Customer | Potential |
        primary_contact_name | Ana Brook | Gus Pine |
        primary_contact_primary_email | ana@brook.example | gus@pine.example | email
        primary_contact_primary_phone | +442079460001 | +442079460002 | phone
        date_created | 2024-02-03T10:00:00 | 2023-05-16T11:00:00 | first_date
        date_updated | 2026-02-03T10:00:00 | 2026-05-16T11:00:00 |
        last_communication_date | 2026-09-01T10:00:00 | 2026-10-14T10:00:00 | last_date
        num_opportunities | 7 | 1 |
        won_value | 4800 | 640 | total_sales
        custom.Lead Source | Fair | Web | source
        custom.Industry | Bakery | Timber | industry
    """,
    "servicem8": """
        Client Name | Brook Ltd | Gus Pine | name
        First Name | Ana | Gus | first_name
        Last Name | Brook | Pine | last_name
        Email | ana@brook.example | gus@pine.example | email
        Mobile | 0400 000 001 | 0400 000 002 | phone
        Phone | 02 5550 0001 | | phone
        Billing Attention | | |
        Address | 1 Way | 2 Way |
        Suburb | Hobart | Perth | place
        State | TAS | WA |
        Parent Client | | |
        Jobs Completed | 41 | 12 | sales_count
        Total Invoiced Amount | 4,800.00 | 640.00 | total_sales
        Last Job Date | 1/09/2026 | 14/10/2026 | last_date
        Badges | VIP | |
    """,
    "invoice ninja": """
        Client Name | Brook Ltd | Pine & Co | name
        Client Number | 0001 | 0002 | record_id
        Client Balance | 0.00 | 120.00 |
        Client Paid To Date | 4800.00 | 640.00 | total_sales
        Client Credit Balance | 0.00 | 0.00 |
        Client City | Leeds | York | place
        Client Phone | 020 7946 0001 | 020 7946 0002 | phone
        Client Public Notes | | |
        Client Private Notes | likes tea | | notes
        Client Industry | Bakery | Timber | industry
        Client Size | 4 - 10 | 1 - 3 |
        Contact First Name | Ana | Gus | first_name
        Contact Last Name | Brook | Pine | last_name
        Contact Email | ana@brook.example | gus@pine.example | email
        Client Created At | 2024-02-03 | 2023-05-16 | first_date
    """,
    "practice better": """
        Client Record Id | r-31 | r-32 | record_id
        First Name | Ana | Gus | first_name
        Last Name | Brook | Pine | last_name
        Email Address | ana@brook.example | gus@pine.example | email
        Home Phone | | 555-010-0002 | phone
        Mobile Phone | 555-010-0001 | | phone
        Date of Birth | 1980-05-13 | 1975-11-02 | age
        Sex Assigned at Birth | Female | Male |
        Gender Identity | Woman | Man | gender
        Occupation | Baker | Buyer | occupation
        Relationship Status | Married | Single |
        City | Ottawa | Toronto | place
        Referred By | Gus Pine | | referred_by
        Tags | VIP | |
        Date Added | 2024-02-03 | 2023-05-16 | first_date
        Last Session | 2026-09-01 | 2026-10-14 | last_date
        Status | Active | Archived | status
    """,
    "lexware": """
        Kunden-Nr. | 10001 | 10002 | record_id
        Matchcode | BACH | WEISS |
        Firma | Bach GmbH | | company
        Name | Bach | Weiß | last_name
        Vorname | Ina | Jörg | first_name
        PLZ | 89073 | 53111 |
        Ort | Ulm | Bonn | place
        Telefon 1 | 0731 100100 | 0228 100100 | phone
        Handy | | 0171 1001001 | phone
        eMail | ina@bach.example | j@weiss.example | email
        Erstkontakt | 03.02.2024 | 16.05.2023 | first_date
        Letzter Umsatz am | 01.09.2026 | 14.10.2026 | last_date
        Umsatz lfd. Jahr | 4.800,00 | 640,00 | annual_value
        Offene Posten | 0,00 | 120,00 |
        Kreditlimit | 5.000,00 | 0,00 |
        Bemerkungen | trinkt Tee | | notes
    """,
    "ebp": """
        Code (tiers) | CL001 | CL002 | record_id
        Nom | Rive SARL | Guy Pin | name
        Contact principal | Anne Rive | Guy Pin |
        Code postal (facturation) | 69001 | 59000 |
        Ville (facturation) | Lyon | Lille | place
        Téléphone fixe | 04 00 00 00 01 | | phone
        Téléphone portable | 06 00 00 00 01 | 06 00 00 00 02 | phone
        E-mail | anne@rive.example | guy@pin.example | email
        NAF | 1071C | 4673A |
        CA HT de l'année | 4 800,00 | 640,00 | annual_value
        Encours autorisé | 0,00 | 0,00 |
        Date de création | 03/02/2024 | 16/05/2023 | first_date
        Notes | ponctuelle | | notes
    """,
    "a coach's own sheet": """
        Client (initials) | A.B. | G.P. | name
        Coaching since | Feb 2024 | May 2023 | first_date
        Package | VIP | Basic |
        Monthly retainer | £400 | £120 | monthly_value
        Hours/yr | 40 | 12 | hours
        Where from? | Podcast | A.B. | source
        Referred by | | A.B. | referred_by
        Their business | Bakery | Timber | industry
        Does homework? | always | rarely | does_the_work
        Energy after call | 4 | 1 | energises
        My gut feeling | glad | heart sinks | tier
        Remarks | likes tea | | notes
    """,
}


def understand(lines):
    """(header, field guessed, field expected) for every column of one program."""
    rows = [[cell.strip() for cell in line.split("|")] for line in lines.strip().splitlines()]
    file = "\n".join("\t".join(row[at] for row in rows) for at in range(3))
    guesses = guess_mapping(read_table(file.encode(), header_row=1, delimiter="\t"))
    return [(row[0], guess.field or "", row[3]) for row, guess in zip(rows, guesses, strict=True)]


def count_right(programs):
    """(columns right, columns taken for something they are not, columns in all)."""
    columns = [column for lines in programs.values() for column in understand(lines)]
    right = sum(guess == expected for _, guess, expected in columns)
    mistaken = sum(guess != expected and guess != "" for _, guess, expected in columns)
    return right, mistaken, len(columns)


def test_what_was_once_unknown_is_known():
    missed = [column for lines in SEEN.values() for column in understand(lines) if column[1] != column[2]]
    assert missed == [
        ("Sales account", "", "company"),  # an account of the books elsewhere
        ("Fees 2025", "", "annual_value"),  # one of a column a year
    ]


def test_programs_nobody_looked_at_are_mostly_understood():
    right, mistaken, columns = count_right(HELD_OUT)
    assert (right, columns) >= (112, 136)
    assert mistaken <= 1
