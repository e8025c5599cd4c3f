log = []


def send_all(rows, send):
    for row in rows:
        try:
            send(row)
        except Exception:
            log.append(f"failed {row}")
        finally:
            # next row
            continue  # in any case
        log.append("never shown")
