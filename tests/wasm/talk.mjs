export async function talkTests() {}
