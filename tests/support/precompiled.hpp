// The headers that nearly all tests include, compiled once (ADR 25).
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/precompiled.hpp"
