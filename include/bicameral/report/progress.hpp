#pragma once
// How far a run is, from a training report to the line on the terminal.

#include "bicameral/report/duration.hpp"
#include "bicameral/report/progress_line.hpp"
#include "bicameral/report/progress_text.hpp"
#include "bicameral/report/terminal.hpp"
#include "bicameral/report/training_text.hpp"
