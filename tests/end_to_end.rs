//! The house as a visitor meets it: the real content and the real theme, from the disk to the finished site.

mod site;
