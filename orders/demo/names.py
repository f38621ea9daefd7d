"""Invented people are put together from these."""

FIRST_NAMES = (
    "Ada", "Amara", "Anouk", "Arjun", "Astrid", "Bao", "Beatriz", "Callum", "Camille", "Chidi",
    "Clara", "Dario", "Deniz", "Eilidh", "Elias", "Emeka", "Esra", "Farah", "Felix", "Freya",
    "Giulia", "Hana", "Henrik", "Ines", "Isla", "Ivo", "Jonas", "Kaito", "Katya", "Kwame",
    "Leila", "Lena", "Linus", "Lucía", "Maeve", "Malik", "Marta", "Mateo", "Mei", "Mira",
    "Nadia", "Niamh", "Noor", "Oskar", "Paloma", "Priya", "Rafael", "Rosa", "Ruben", "Samir",
    "Saoirse", "Selma", "Sofia", "Tariq", "Theo", "Tomasz", "Uma", "Viktor", "Wanjiru", "Yara",
    "Yusuf", "Zofia", "Zora", "Zoë",
)  # fmt: skip

LAST_NAMES = (
    "Abara", "Adler", "Almeida", "Andersson", "Bauer", "Bell", "Bianchi", "Brandt", "Castillo",
    "Cohen", "Costa", "Dahl", "Demir", "Dubois", "Duran", "Ekström", "Eze", "Farouk", "Ferreira",
    "Fischer", "Fontaine", "Fraser", "Gallo", "Grant", "Gupta", "Haddad", "Hansen", "Hoffmann",
    "Ibrahim", "Iyer", "Jansen", "Kamau", "Kaya", "Keane", "Khan", "Kovac", "Larsen", "Laurent",
    "Lindqvist", "Lopez", "MacLeod", "Marín", "Mensah", "Meyer", "Moreau", "Mwangi", "Nakamura",
    "Novak", "Okafor", "Olsen", "Park", "Petrov", "Quinn", "Rahman", "Rossi", "Sato", "Silva",
    "Singh", "Strand", "Tanaka", "Vargas", "Vogel", "Weiss", "Zielinski",
)  # fmt: skip
