//! The in-process server, as the library's own client sees it.
