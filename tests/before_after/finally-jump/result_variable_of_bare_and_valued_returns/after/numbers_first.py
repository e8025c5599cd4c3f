log = []


async def first_even(get_numbers):
    result_value = False
    async for number in get_numbers():
        try:
            if number < 0:
                result_value = None
                break
            if number % 2 == 0:
                result_value = number
                break
            result_value = None  # odd
        except TypeError:
            log.append("not a number")
            result_value = None
        break
    return result_value
