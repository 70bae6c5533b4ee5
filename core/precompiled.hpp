// The headers that nearly all sources include, compiled once for all libraries (ADR 25). No source includes
// this file: each includes what it uses, and compiles without it (preset "lint").
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "core/bus/query_bus.hpp"
#include "core/domain/rules/decision.hpp"
