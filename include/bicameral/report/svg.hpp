#pragma once
// The charts of a report as SVG: for programs that draw; bicameral.hpp does without them.

#include "bicameral/report/svg/comparison.hpp"
#include "bicameral/report/svg/curves.hpp"
#include "bicameral/report/svg/grouped_bars.hpp"
#include "bicameral/report/svg/heat_map.hpp"
#include "bicameral/report/svg/labelled_scatter.hpp"
#include "bicameral/report/svg/marginal_scatter.hpp"
#include "bicameral/report/svg/reliability.hpp"
