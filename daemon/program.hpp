// The program hostfactoryd. main() stands alone, so that this shares the library's precompiled headers.
#pragma once

namespace hf {

// Does what the words of the command line ask for, until a signal ends the daemon. Returns the exit status.
int run_program(int count, char** words);

}  // namespace hf
