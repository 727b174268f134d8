#pragma once

#include <memory_resource>
#include <vector>

namespace trireme::engine {

// A list that is needed for a moment. Its memory comes from `Books::scratch` and goes back there, so that in the long
// run applying a command asks the system for none.
template <class T>
using ScratchList = std::pmr::vector<T>;

}  // namespace trireme::engine
