#pragma once
// What a run folder says about the run that it belongs to.

#include <map>
#include <string>
#include <vector>

#include "examples/cifar100/settings/settings.hpp"

namespace cifar100 {

/// Whether a run may begin in the folder: it is not there, is empty, or holds only what a run leaves that was killed
/// before it had written its settings.
bool may_begin_in(const std::string& folder);
/// Throws, saying all that differs, unless `settings` belong to the run in the folder: what changes no result may
/// differ, and arms and seeds may be added. A run that another version of the program began is refused.
void expect_same_run(const Settings& settings);
/// What the first sitting of the run in `folder` recorded of where and how it ran, by name.
std::map<std::string, std::string> run_environment(const std::string& folder);
/// The programs that trained it, each once: sources, vector instructions, compiler.
std::vector<std::string> run_programs(const std::string& folder);
/// A line for people when another program than the one that began a run goes on with it: other sources, vector
/// instructions or compiler; else empty.
std::string other_program_note(const std::map<std::string, std::string>& begun_in,
                               const std::map<std::string, std::string>& goes_on_in);
/// The hash of the training images of that run.
std::string run_data_hash(const std::string& folder);
/// Those of the run in `folder`; throws if there is none, or one of another version.
Settings run_settings(const std::string& folder);

}  // namespace cifar100
