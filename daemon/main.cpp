// hostfactoryd: the daemon.
#include "daemon/program.hpp"

int main(int count, char** words) { return hf::run_program(count, words); }
