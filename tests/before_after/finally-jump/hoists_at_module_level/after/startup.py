import sources

found = []

for name in ["broken", "good", "never"]:
    if name == "broken":
        continue
    try:
        found.append(sources.load(name))
    except ValueError:
        found.append("bad value")
    finally:
        found.append("asked")
    break

while sources.waiting:
    sources.waiting.pop()
    break
