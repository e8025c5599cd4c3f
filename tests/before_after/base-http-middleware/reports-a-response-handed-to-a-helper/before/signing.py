def sign(response, key):
    response.headers["X-Signature"] = f"{key}:{response.status_code}"
    return response
