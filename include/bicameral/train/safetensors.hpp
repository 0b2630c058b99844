#pragma once
// Tensors in safetensors files: 8 bytes that say how long the header is, a JSON header, raw little-endian values.
// Source: the format's description in the safetensors project.

#include "bicameral/train/safetensors_reader.hpp"
#include "bicameral/train/safetensors_types.hpp"
#include "bicameral/train/safetensors_writer.hpp"
