Option Explicit
' The Python side, started once and kept.
' ASCII only in all modules: VBA keeps its source in the code page of the computer.

Private mServer As Object
Private mGaveUp As Boolean

' xlwings' COM server. After one failed start every cell answers at once, until a button
' is pressed: two hundred cells must not start Python two hundred times.
Public Function PerfServer() As Object
    Dim server As Object, problem As String
    If mGaveUp Then Err.Raise vbObjectError + 513, "perfxl", "Python does not answer"
    If mServer Is Nothing Then
        mGaveUp = True
        Set server = XLPy()
        problem = server.CallUDF("perfxl.addin.session", "begin", Array(GetConfig("PERFXL VERSION")))
        If problem <> "" Then Err.Raise vbObjectError + 515, "perfxl", problem
        Set mServer = server
        mGaveUp = False
    End If
    Set PerfServer = mServer
End Function

' After a failed call: no cell asks again.
Public Sub PerfGiveUp()
    Set mServer = Nothing
    mGaveUp = True
End Sub

' A button was pressed: ask again. True when cells had given up before.
Public Function PerfAskAgain() As Boolean
    PerfAskAgain = mGaveUp
    mGaveUp = False
    Set mServer = Nothing
End Function

' One worksheet function, computed by Python. Failures are error values, never text:
' SUM skips a text and a total would silently be too small.
Public Function PerfCall(ByVal udf As String, ByVal arguments As Variant) As Variant
    On Error GoTo Failed
    PerfCall = PerfResult(PerfServer().CallUDF("perfxl.addin.functions", udf, arguments))
    Exit Function
Failed:
    PerfGiveUp
    PerfCall = CVErr(2042)
End Function

' What Python gave back, with error texts turned into error values.
Private Function PerfResult(ByVal result As Variant) As Variant
    Dim row As Long, column As Long
    If Not IsArray(result) Then
        PerfResult = PerfError(result)
        Exit Function
    End If
    If PerfIsTable(result) Then
        For row = LBound(result, 1) To UBound(result, 1)
            For column = LBound(result, 2) To UBound(result, 2)
                result(row, column) = PerfError(result(row, column))
            Next column
        Next row
    Else
        For column = LBound(result) To UBound(result)
            result(column) = PerfError(result(column))
        Next column
    End If
    PerfResult = result
End Function

Private Function PerfIsTable(ByVal result As Variant) As Boolean
    Dim columns As Long
    On Error GoTo OneDimension
    columns = UBound(result, 2)
    PerfIsTable = True
    Exit Function
OneDimension:
    PerfIsTable = False
End Function

Private Function PerfError(ByVal value As Variant) As Variant
    PerfError = value
    If VarType(value) <> vbString Then Exit Function
    Select Case value
        Case "#NULL!": PerfError = CVErr(2000)
        Case "#DIV/0!": PerfError = CVErr(2007)
        Case "#VALUE!": PerfError = CVErr(2015)
        Case "#REF!": PerfError = CVErr(2023)
        Case "#NAME?": PerfError = CVErr(2029)
        Case "#NUM!": PerfError = CVErr(2036)
        Case "#N/A": PerfError = CVErr(2042)
    End Select
End Function
