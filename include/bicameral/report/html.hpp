#pragma once
// A page that holds everything it shows: for programs that write one; bicameral.hpp does without it.

#include "bicameral/report/html/figure.hpp"
#include "bicameral/report/html/fragment.hpp"
#include "bicameral/report/html/page.hpp"
#include "bicameral/report/html/style.hpp"
#include "bicameral/report/html/table.hpp"
