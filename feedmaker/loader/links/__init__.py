"""The links of articles: their own, and the permalinks of site generators."""
