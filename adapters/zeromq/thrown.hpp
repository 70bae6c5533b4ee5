// thrown(): the text of the exception that is being handled; to be called in a catch block.
#pragma once

#include <exception>
#include <string>

namespace hf::zeromq {

inline std::string thrown() {
    try {
        throw;
    } catch (const std::exception& problem) {
        return problem.what();
    } catch (...) {
        return "an exception of an unknown type";
    }
}

}  // namespace hf::zeromq
