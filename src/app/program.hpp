#pragma once

namespace trireme::app {

// The program `trireme`: reads the command line, does what it asks for and returns the exit status (command_line.hpp).
[[nodiscard]] int run_program(int argc, char** argv);

}  // namespace trireme::app
