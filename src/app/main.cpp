#include "app/program.hpp"

int main(int argc, char** argv) { return trireme::app::run_program(argc, argv); }
