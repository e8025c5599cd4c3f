log = []


def first(texts):
    for text in texts:
        try:
            log.append(int(text))
        except ValueError:
            log.append("bad")
        finally:
            log.append("""
finally:
    return
done
""")
            log.append("a" \
"b"
)
            # at the margin the comment below is
# still in the finally
            break


def second(texts):
    for text in texts:
        try:
            log.append(int(text))
        finally:
            log.extend([
1,
])
            break
