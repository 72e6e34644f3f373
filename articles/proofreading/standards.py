"""The standards that rules cite."""

PUNCTUATION = "GB/T 15834-2011《标点符号用法》"
NUMERALS = "GB/T 15835-2011《出版物上数字用法》"
