기록 = []


async def 조회(데이터베이스, 이름: str) -> bool:
    """세션을 확인한다."""

    result_value = False
    async for 세션 in 데이터베이스():
        try:
            결과 = await 세션.찾기(이름)
            if not 결과:
                기록.append("오류: 세션 없음"); result_value = False  # 없음
                break
            기록.append("확인 😀"); result_value = True  # 있음
        except LookupError as 오류:
            기록.append(f"오류: {오류}"); result_value = False
        finally: 기록.append("닫기")
        break  # 세션 하나면 충분하다
    return result_value
