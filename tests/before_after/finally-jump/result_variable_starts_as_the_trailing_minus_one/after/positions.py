def position(texts, word):
    result_value = -1
    for text in texts:
        try:
            result_value = text.index(word)
        except ValueError:
            result_value = -2
        break
    return result_value
