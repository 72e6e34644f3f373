"""What the archive as a whole says about a text: its keywords, what is related to it, what nearly repeats it, trends.

The measures are pure (``articles.text``); here they meet the tables. Nothing here is compared with everything:
keywords and bands lead to a bounded number of candidates.
"""
